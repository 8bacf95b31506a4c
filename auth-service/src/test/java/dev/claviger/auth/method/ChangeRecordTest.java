package dev.claviger.auth.method;

import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import dev.claviger.auth.People.One;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What detection rules need of the record: what a login trusted before a change, and which session somebody got where. */
@AuthServiceTest
class ChangeRecordTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String ISSUER = "https://gitlab.example.com";

    private final Org org = Org.shared();
    private final EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS);

    @AfterEach
    void close() {
        tap.close();
    }

    @Test
    void change_tellsWhatWasBefore_ofWhatIsOtherNow() {
        String identity = org.identity();
        org.oidc(identity, ISSUER, Map.of("accessTokenTrustedIps", List.of(Map.of("ipAddress", "10.1.0.0/16"))))
                .then()
                .statusCode(200);

        org.asAdmin()
                .body(Map.of(
                        "boundClaims",
                        Map.of("project_id", "20"),
                        "accessTokenTrustedIps",
                        List.of(Map.of("ipAddress", "10.0.0.0/8"))))
                .patch(Org.OIDC + "/identities/" + identity)
                .then()
                .statusCode(200);

        JsonNode metadata = metadata("update-identity-oidc-auth", identity);
        assertThat(metadata.path("before").toString())
                .isEqualTo("{\"accessTokenTrustedIps\":[\"10.1.0.0/16\"],"
                        + "\"boundClaims\":{\"project_id\":\"20\",\"ref_protected\":\"true\"}}");
        assertThat(metadata.path("boundClaims").toString()).isEqualTo("{\"project_id\":\"20\"}");
        assertThat(metadata.path("accessTokenTrustedIps").toString()).isEqualTo("[\"10.0.0.0/8\"]");
        assertThat(metadata.path("replaced")).isEmpty();
    }

    @Test
    void change_ofNothing_hasNothingBefore() {
        String identity = org.identity();
        var _ = org.universal(identity, Map.of());

        org.asAdmin()
                .body(Map.of("accessTokenTTL", 600))
                .patch(Org.UNIVERSAL + "/identities/" + identity)
                .then()
                .statusCode(200);

        assertThat(metadata("update-identity-universal-auth", identity)
                        .path("before")
                        .toString())
                .isEqualTo("{\"accessTokenTTL\":2592000}");
    }

    @Test
    void T9_session_isNamed_whereItEnters_staysAndEnds() {
        One ada = People.member(org, "member");
        Response login = ada.tryLogin(People.PASSWORD);
        String token = valueAt(ada.select(valueAt(login, "accessToken"), org.id()), "token");
        given().cookie("jid", login.cookie("jid"))
                .post("/api/v1/auth/token")
                .then()
                .statusCode(200);
        ada.as(token).post("/api/v1/auth/logout").then().statusCode(200);

        String session = String.valueOf(People.claims(token).get("jti"));
        for (String name : List.of("select-organization", "refresh-user-session", "user-logout")) {
            JsonNode data = data(name, ada.id().toString());
            assertThat(data.path("metadata").path("sessionId").asText())
                    .as(name)
                    .isEqualTo(session);
            assertThat(data.path("actor").path("tokenId").asText()).as(name).isEqualTo(session);
            assertThat(data.path("orgId").asText()).as(name).isEqualTo(org.id().toString());
        }
    }

    private JsonNode metadata(String name, String about) {
        return data(name, about).path("metadata");
    }

    private JsonNode data(String name, String about) {
        return tap.awaitEvent(
                        event -> event.text().contains("\"event\":\"" + name + "\"")
                                && event.text().contains(about),
                        LIMIT)
                .json()
                .path("data");
    }
}
