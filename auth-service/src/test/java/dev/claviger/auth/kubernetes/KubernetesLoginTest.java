package dev.claviger.auth.kubernetes;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@AuthServiceTest
class KubernetesLoginTest extends KubernetesHarness {
    @Test
    void login_asksTheCluster_withThePresentedToken() {
        attach(Map.of());

        Response answer = logIn(Cluster.POD_TOKEN);

        answer.then()
                .statusCode(200)
                .body(at("accessToken", not(emptyString())))
                .body(at("tokenType", equalTo("Bearer")));
        Cluster.Asked asked = cluster.asked().getFirst();
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.path()).isEqualTo("/apis/authentication.k8s.io/v1/tokenreviews");
        assertThat(asked.authorization()).isEqualTo("Bearer " + Cluster.POD_TOKEN);
        assertThat(asked.body().getString("kind")).isEqualTo("TokenReview");
        assertThat(asked.body().getJsonObject("spec").getMap()).containsOnlyKeys("token");
        Org.as(valueAt(answer, "accessToken")).get(Org.IDENTITIES).then().statusCode(200);
    }

    @Test
    void login_asksWithTheReviewersToken_whereOneIsGiven() {
        attach(Map.of("tokenReviewerJwt", Cluster.REVIEWER, "allowedAudience", "claviger"));

        logIn(Cluster.POD_TOKEN).then().statusCode(200);

        Cluster.Asked asked = cluster.asked().getFirst();
        assertThat(asked.authorization()).isEqualTo("Bearer " + Cluster.REVIEWER);
        assertThat(asked.body().getJsonObject("spec").getJsonArray("audiences"))
                .isEqualTo(new JsonArray().add("claviger"));
    }

    /** Renewal keeps them: they are for permission templates. */
    @Test
    void token_carriesTheServiceAccount() {
        attach(Map.of());
        String token = valueAt(logIn(Cluster.POD_TOKEN), "accessToken");
        String renewed = valueAt(
                given().contentType(ContentType.JSON)
                        .body(Map.of("accessToken", token))
                        .post("/api/v1/auth/token/renew"),
                "accessToken");

        for (String each : List.of(token, renewed)) {
            assertThat(payload(each).getJsonObject("identityAuth").getMap())
                    .isEqualTo(Map.of("kubernetes", Map.of("namespace", "shop", "name", "deployer")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/login/"})
    void login_takesFormsToo(String route) {
        attach(Map.of());

        given().contentType(ContentType.URLENC)
                .formParam("identityId", identity)
                .formParam("jwt", Cluster.POD_TOKEN)
                .post(Org.auth(METHOD) + route)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "shop, '', 200",
        "'other, shop', '', 200",
        "'', deployer, 200",
        "shop, deployer, 200",
        "sho, '', 401",
        "shop*, '', 401",
        "SHOP, '', 401",
        "'other', deployer, 401",
        "shop, default, 401",
        "shop, deploy, 401"
    })
    void T7_namespacesAndNamesAreComparedExactly(String namespaces, String names, int status) {
        attach(Map.of("allowedNamespaces", namespaces, "allowedNames", names));

        logIn(Cluster.POD_TOKEN).then().statusCode(status);
    }

    @Test
    void refusal_saysWhatClientsKnow_andTheRecordSaysMore() {
        attach(Map.of("allowedNamespaces", "other"));
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            logIn(Cluster.POD_TOKEN)
                    .then()
                    .statusCode(401)
                    .body(at("message", equalTo("Access denied: K8s namespace not allowed.")));

            JsonNode data = tap.awaitEvent(
                            event -> event.text().contains("login-identity-kubernetes-auth")
                                    && event.text().contains(identity),
                            Duration.ofSeconds(20))
                    .json()
                    .path("data");
            assertThat(data.path("outcome").asText()).isEqualTo("denied");
            assertThat(data.path("reason").asText()).isEqualTo("check=allowedNamespaces expected=other received=shop");
            assertThat(data.path("metadata").path("kubernetesName").asText()).isEqualTo("deployer");
        }
    }

    /** T12: an identity that logs in this way, one that does not, none, and what is no id at all. */
    @Test
    void T12_identitiesCannotBeFoundOut() {
        attach(Map.of());

        assertCannotBeFoundOut(Map.of("jwt", "eyJ.b3RoZXI.c2ln"));
    }

    @Test
    void explanation_asksWhatALoginAsks() {
        attach(Map.of("allowedNames", "other"));

        explain(Cluster.POD_TOKEN)
                .then()
                .statusCode(200)
                .body(at("explanation.wouldLogIn", equalTo(false)))
                .body(at("explanation.signature.passed", equalTo(true)))
                .body(at("explanation.checks.passed", equalTo(List.of(true, false, true))))
                .body(at("explanation.checks[1].received", equalTo("deployer")))
                .body(at("explanation.checks[1].answer", equalTo("Access denied: K8s name not allowed.")));
        explain("no token")
                .then()
                .statusCode(200)
                .body(at("explanation.signature.passed", equalTo(false)))
                .body(at("explanation.checks", hasSize(0)));
    }
}
