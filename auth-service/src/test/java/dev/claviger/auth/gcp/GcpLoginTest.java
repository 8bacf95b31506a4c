package dev.claviger.auth.gcp;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@AuthServiceTest
class GcpLoginTest extends GcpHarness {
    @Test
    void login_answersWhatClientsRead_withATokenOfGoogle() {
        attach(Map.of("accessTokenTTL", 600));

        Response answer = logIn(machine(Map.of()));

        answer.then()
                .statusCode(200)
                .body(at("expiresIn", equalTo(600)))
                .body(at("accessTokenMaxTTL", equalTo(2_592_000)))
                .body(at("tokenType", equalTo("Bearer")));
        Org.as(valueAt(answer, "accessToken")).get(Org.IDENTITIES).then().statusCode(200);
    }

    @Test
    void login_succeeds_withATokenOfTheServiceAccount() {
        attach(iam());

        logIn(signed(Map.of())).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/login/"})
    void login_takesFormsToo(String route) {
        attach(Map.of());

        given().contentType(ContentType.URLENC)
                .formParam("identityId", identity)
                .formParam("jwt", machine(Map.of()))
                .post(Org.auth(METHOD) + route)
                .then()
                .statusCode(200);
    }

    /** Tokens of one kind are none of the other. */
    @Test
    void T6_typesAreKeptApart() {
        attach(Map.of());
        logIn(signed(Map.of())).then().statusCode(401);
        org.asAdmin().body(Map.of("type", "iam")).patch(path()).then().statusCode(200);

        logIn(machine(Map.of())).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
        logIn(signed(Map.of())).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 200",
        "shop, '', 200",
        "'other, shop', europe-west1-b, 200",
        "other, '', 401",
        "shop*, '', 401",
        "sho, '', 401",
        "'', europe-west1-c, 401",
        "shop, europe-west1, 401"
    })
    void T7_projectsAndZonesAreComparedExactly(String projects, String zones, int status) {
        attach(Map.of("allowedProjects", projects, "allowedZones", zones));

        logIn(machine(Map.of())).then().statusCode(status);
    }

    /** T7: what a token does not say counts against it; outside of Compute Engine it says nothing of project and zone. */
    @Test
    void T7_missingFactsAreNoMatch() {
        attach(Map.of("allowedProjects", "shop"));

        for (Map<String, @Nullable Object> claims : List.<Map<String, @Nullable Object>>of(
                without("google"),
                Map.of("google", Map.of()),
                Map.of("google", "shop"),
                Map.of("google", Map.of("compute_engine", Map.of("project_id", List.of("shop")))),
                Map.of("google", Map.of("compute_engine", Map.of("project_id", "")), "project_id", "shop"))) {
            logIn(machine(claims))
                    .then()
                    .statusCode(401)
                    .body(at("message", equalTo("Access denied: GCP project not allowed.")));
        }
    }

    @Test
    void T7_zoneMustBeNamed_whereZonesAre() {
        attach(Map.of("allowedZones", "europe-west1-b"));

        logIn(machine(Map.of("google", Map.of("compute_engine", Map.of("project_id", "shop")))))
                .then()
                .statusCode(401)
                .body(at("message", equalTo("Access denied: GCP zone not allowed.")));
    }

    @Test
    void T7_serviceAccountMustBeNamed() {
        attach(Map.of());
        String text = "Access denied: GCP service account not allowed.";

        for (Map<String, @Nullable Object> claims : List.<Map<String, @Nullable Object>>of(
                Map.of("email", "x" + account),
                Map.of("email", account.toUpperCase(Locale.ROOT)),
                Map.of("email", List.of(account)),
                Map.of("email_verified", false),
                Map.of("email_verified", "yes"),
                without("email_verified"),
                without("email"))) {
            logIn(machine(claims)).then().statusCode(401).body(at("message", equalTo(text)));
        }
    }

    @Test
    void refusal_tellsTheAdministratorWhy() {
        attach(Map.of("allowedProjects", "other"));
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            logIn(machine(Map.of())).then().statusCode(401);

            JsonNode data = tap.awaitEvent(
                            event -> event.text().contains("login-identity-gcp-auth")
                                    && event.text().contains(identity),
                            Duration.ofSeconds(20))
                    .json()
                    .path("data");
            assertThat(data.path("outcome").asText()).isEqualTo("denied");
            assertThat(data.path("reason").asText()).isEqualTo("check=allowedProjects expected=other received=shop");
            assertThat(data.path("metadata").path("gcpServiceAccount").asText()).isEqualTo(account);
        }
    }

    @Test
    void detach_endsItsTokens() {
        attach(Map.of());
        String token = valueAt(logIn(machine(Map.of())), "accessToken");

        org.asAdmin().delete(path()).then().statusCode(200);

        Org.as(token).get(Org.IDENTITIES).then().statusCode(401);
        logIn(machine(Map.of())).then().statusCode(401);
    }

    /** T12: an identity that logs in this way, one that does not, none, and what is no id at all. */
    @Test
    void T12_identitiesCannotBeFoundOut() {
        attach(Map.of());

        assertCannotBeFoundOut(Map.of("jwt", machine(Map.of()).replaceFirst("....$", "AAAA")));
    }

    @Test
    void explanation_asksWhatALoginAsks() {
        attach(Map.of("allowedProjects", "other"));

        explain(machine(Map.of()))
                .then()
                .statusCode(200)
                .body(at("explanation.wouldLogIn", equalTo(false)))
                .body(at("explanation.signature.passed", equalTo(true)))
                .body("explanation.checks.findAll { !it.passed }.check", equalTo(List.of("allowedProjects")))
                .body(
                        "explanation.checks.find { it.check == 'allowedProjects' }.answer",
                        equalTo("Access denied: GCP project not allowed."));
    }

    /** Nor for an administrator do we ask for the keys of whomever a token names. */
    @Test
    void T8_explanation_doesNotAskForKeysOfStrangers() {
        attach(iam());

        explain(signed(Map.of("sub", "eve@evil.iam.gserviceaccount.com")))
                .then()
                .statusCode(200)
                .body(at("explanation.wouldLogIn", equalTo(false)))
                .body(at("explanation.signature.passed", equalTo(false)))
                .body(at("explanation.signature.reason", containsString("signature not checked")));
    }
}
