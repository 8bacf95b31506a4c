package dev.claviger.auth.kubernetes;

import static dev.claviger.testkit.JsonAt.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cluster may say, and what is asked of it. */
@AuthServiceTest
class ClusterAnswersTest extends KubernetesHarness {
    /** T7: a cluster too old to know audiences says nothing about them; that is no yes. */
    @Test
    void T7_audienceMustBeConfirmed() {
        attach(Map.of("allowedAudience", "claviger"));
        cluster.answerWith(
                201,
                GOOD.formatted(
                        "{\"authenticated\":true,\"user\":{\"username\":\"system:serviceaccount:shop:deployer\"}}"));

        logIn(Cluster.POD_TOKEN)
                .then()
                .statusCode(401)
                .body(at("message", equalTo("Access denied: K8s audience not allowed.")));
    }

    /** T3: users who only look like service accounts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "system:serviceaccount:shop",
                "system:serviceaccount:shop:",
                "system:serviceaccount::deployer",
                "system:serviceaccount:shop:deployer:extra",
                "system:serviceaccount:shop:deployer\\n",
                "system:serviceaccount:shop/x:deployer",
                " system:serviceaccount:shop:deployer",
                "SYSTEM:SERVICEACCOUNT:shop:deployer",
                "system:node:shop",
                "admin",
                ""
            })
    void T3_onlyServiceAccountsLogIn(String user) {
        attach(Map.of());
        cluster.answerWith(
                201, GOOD.formatted("{\"authenticated\":true,\"user\":{\"username\":\"%s\"}}".formatted(user)));

        logIn(Cluster.POD_TOKEN).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }

    /** What a cluster may say that is not yes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"authenticated\":false,\"user\":{\"username\":\"system:serviceaccount:shop:deployer\"}}",
                "{\"authenticated\":\"true\",\"user\":{\"username\":\"system:serviceaccount:shop:deployer\"}}",
                "{\"authenticated\":1,\"user\":{\"username\":\"system:serviceaccount:shop:deployer\"}}",
                "{\"authenticated\":true,\"error\":\"x\",\"user\":{\"username\":\"system:serviceaccount:shop:deployer\"}}",
                "{\"authenticated\":true}",
                "{\"authenticated\":true,\"user\":{\"username\":7}}",
                "{\"authenticated\":true,\"user\":[]}"
            })
    void T6_onlyAYesIsAYes(String status) {
        attach(Map.of());
        cluster.answerWith(201, GOOD.formatted(status));

        logIn(Cluster.POD_TOKEN).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "not json",
                "{\"kind\":\"Status\",\"status\":{\"authenticated\":true}}",
                "{\"kind\":\"TokenReview\",\"status\":\"Success\"}",
                "{\"status\":{\"authenticated\":true,\"user\":{\"username\":\"system:serviceaccount:shop:deployer\"}}}"
            })
    void brokenAnswer_isAnOutage(String body) {
        attach(Map.of());
        cluster.answerWith(200, body);

        logIn(Cluster.POD_TOKEN).then().statusCode(503).body(at("message", containsString("cannot review tokens")));
    }

    @Test
    void T8_redirectIsNotFollowed_andTheTokenDoesNotTravel() {
        attach(Map.of("tokenReviewerJwt", Cluster.REVIEWER));
        try (Cluster elsewhere = Cluster.start()) {
            cluster.answerWith(exchange -> {
                exchange.getResponseHeaders().set("Location", elsewhere.url() + "/");
                Cluster.send(exchange, 307, "");
            });

            logIn(Cluster.POD_TOKEN).then().statusCode(503);

            assertThat(elsewhere.asked()).isEmpty();
        }
    }

    @Test
    void T8_endlessAnswerIsCutOff() {
        attach(Map.of());
        cluster.answerWith(exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 0);
                byte[] spaces = " ".repeat(65_536).getBytes(UTF_8);
                for (int i = 0; i < 1000; i++) {
                    exchange.getResponseBody().write(spaces);
                }
            }
        });

        logIn(Cluster.POD_TOKEN).then().statusCode(503);
    }

    @Test
    void T8_slowAnswerIsGivenUp() {
        attach(Map.of());
        cluster.answerWith(exchange -> {
            try {
                Thread.sleep(Duration.ofSeconds(8));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Cluster.send(exchange, 201, "{}");
        });

        logIn(Cluster.POD_TOKEN).then().statusCode(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://169.254.169.254", "https://10.0.0.1", "https://[::ffff:10.0.0.1]"})
    void T8_inside_isNotReached(String host) {
        attach(Map.of("kubernetesHost", host));

        logIn(Cluster.POD_TOKEN).then().statusCode(503);
    }

    /** The presented token asked for itself and was turned away: no outage. With a reviewer's token the cluster is set up wrongly. */
    @ParameterizedTest
    @CsvSource({"401, '', 401", "403, '', 401", "500, '', 503", "401, eyJ.cmV2.c2ln, 503", "403, eyJ.cmV2.c2ln, 503"})
    void statusOfTheCluster_isUnderstood(int status, String reviewer, int expected) {
        attach(Map.of("tokenReviewerJwt", reviewer));
        cluster.answerWith(status, "{\"kind\":\"Status\"}");

        logIn(Cluster.POD_TOKEN).then().statusCode(expected);
    }

    /** T21: what would end a header, or is no token, does not reach the cluster. */
    @ParameterizedTest
    @ValueSource(strings = {"a.b", "a.b.c\\r\\nX-Evil: 1", "a.b.c d", "ä.b.c", "..", "a.b.c.d", "a.b.=", "a..c"})
    void T21_implausibleTokensDoNotReachTheCluster(String token) {
        attach(Map.of());

        Org.logInBy(METHOD, Map.of("identityId", identity, "jwt", token.replace("\\r\\n", "\r\n")))
                .then()
                .statusCode(401)
                .body(at("message", equalTo(UNVERIFIED)));
        logIn("a.b." + "c".repeat(17_000)).then().statusCode(401);

        assertThat(cluster.asked()).isEmpty();
    }

    @Test
    void unknownToken_isRefused() {
        attach(Map.of());

        logIn("eyJ.b3RoZXI.c2ln").then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }
}
