package dev.claviger.auth.kubernetes;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.auth.Alike;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@AuthServiceTest
class KubernetesAuthTest {
    private static final String METHOD = "kubernetes-auth";
    private static final String UNVERIFIED = "Access denied: the service account token could not be verified.";
    private static final String GOOD = "{\"kind\":\"TokenReview\",\"status\":%s}";

    private final Org org = Org.shared();
    private final Cluster cluster = Cluster.start();
    private String identity = "";

    @BeforeEach
    void newIdentity() {
        identity = org.identity("member");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

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

    /** T12: an identity that logs in this way, one that does not, none, and what is no id at all. */
    @Test
    void T12_identitiesCannotBeFoundOut() {
        attach(Map.of());
        String bad = "eyJ.b3RoZXI.c2ln";
        String without = org.identity();

        Alike.check(
                round -> logIn(bad),
                round -> Org.logInBy(METHOD, Map.of("identityId", without, "jwt", bad)),
                round -> Org.logInBy(
                        METHOD, Map.of("identityId", UUID.randomUUID().toString(), "jwt", bad)),
                round -> Org.logInBy(METHOD, Map.of("identityId", "nonsense", "jwt", bad)));
    }

    @Test
    void whatIsSent_comesBack() {
        attach(Map.of(
                "tokenReviewerJwt", Cluster.REVIEWER,
                "allowedNamespaces", "shop,  web",
                "allowedNames", "deployer",
                "allowedAudience", "claviger",
                "tokenReviewMode", "api",
                "accessTokenTTL", 60));

        org.asAdmin()
                .get(path())
                .then()
                .statusCode(200)
                .body(at("identityKubernetesAuth.identityId", equalTo(identity)))
                .body(at("identityKubernetesAuth.kubernetesHost", equalTo(cluster.url())))
                .body(at("identityKubernetesAuth.caCert", equalTo("")))
                .body(at("identityKubernetesAuth.tokenReviewerJwt", equalTo(Cluster.REVIEWER)))
                .body(at("identityKubernetesAuth.tokenReviewMode", equalTo("api")))
                .body(at("identityKubernetesAuth.allowedNamespaces", equalTo("shop, web")))
                .body(at("identityKubernetesAuth.allowedNames", equalTo("deployer")))
                .body(at("identityKubernetesAuth.allowedAudience", equalTo("claviger")))
                .body(at("identityKubernetesAuth.gatewayId", nullValue()))
                .body(at("identityKubernetesAuth.accessTokenTTL", equalTo(60)))
                .body(at("identityKubernetesAuth.accessTokenMaxTTL", equalTo(2_592_000)))
                .body(at("identityKubernetesAuth.warnings", hasSize(1)))
                .body(at("identityKubernetesAuth.warnings[0]", containsString("not https")));
        org.asAdmin()
                .get(Org.IDENTITIES + "/" + identity)
                .then()
                .body(at("identity.identity.authMethods", hasItem(METHOD)));
    }

    /** T13: the reviewer's token is for those who may read tokens, lies sealed, and is in no log and no event. */
    @Test
    void T13_reviewersTokenIsKeptFromOthers() {
        String reviewer = "eyJhbGciOiJSUzI1NiJ9." + LogCanary.mark("reviewer").replaceAll("[^A-Za-z0-9]", "") + ".c2ln";
        String mark = reviewer.split("\\.", -1)[1];
        try (LogCanary canary = LogCanary.listen();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            attach(Map.of("tokenReviewerJwt", reviewer));
            String member = org.tokenOf("member");

            Org.as(member).get(path()).then().statusCode(403);
            org.asAdmin()
                    .body(Map.of("allowedNames", "x"))
                    .patch(path())
                    .then()
                    .statusCode(200)
                    .body(at("identityKubernetesAuth", not(hasKey("tokenReviewerJwt"))));
            logIn(Cluster.POD_TOKEN).then().statusCode(401);
            org.asAdmin()
                    .delete(path())
                    .then()
                    .statusCode(200)
                    .body(at("identityKubernetesAuth", not(hasKey("tokenReviewerJwt"))));

            var _ = tap.awaitEvent(
                    event -> event.text().contains("revoke-identity-kubernetes-auth")
                            && event.text().contains(identity),
                    Duration.ofSeconds(20));
            canary.assertSilent(mark);
            assertThat(tap.all().toString()).doesNotContain(mark);
        }
    }

    /** T24: who may change the address must not get the token sent to a server of his own. */
    @Test
    void T24_storedReviewersTokenDoesNotMoveToAnotherServer() {
        attach(Map.of("tokenReviewerJwt", Cluster.REVIEWER));
        try (Cluster elsewhere = Cluster.start()) {
            org.asAdmin()
                    .body(Map.of("kubernetesHost", elsewhere.url()))
                    .patch(path())
                    .then()
                    .statusCode(422)
                    .body(at("message[0].path[0]", equalTo("tokenReviewerJwt")));
            org.asAdmin()
                    .body(Map.of("kubernetesHost", elsewhere.url(), "tokenReviewerJwt", ""))
                    .patch(path())
                    .then()
                    .statusCode(200);
            logIn(Cluster.POD_TOKEN).then().statusCode(200);

            assertThat(elsewhere.asked().getFirst().authorization()).isEqualTo("Bearer " + Cluster.POD_TOKEN);
        }
    }

    /** T7: the whole cluster is nobody in particular. */
    @Test
    void T7_configurationThatBindsNobodyIsRefused() {
        org.attach(METHOD, identity, settings(Map.of("allowedNamespaces", " , ", "allowedNames", "")))
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @MethodSource
    void badInputIsRefused(String field, Object value) {
        org.attach(METHOD, identity, settings(Map.of(field, value)))
                .then()
                .statusCode(422)
                .body("message.path.flatten()", hasItem(field));
    }

    static Stream<Arguments> badInputIsRefused() {
        return Stream.of(
                Arguments.of("kubernetesHost", ""),
                Arguments.of("kubernetesHost", "file:///etc/passwd"),
                Arguments.of("kubernetesHost", "https://user:secret@cluster.example"),
                Arguments.of("kubernetesHost", "https://cluster.example?x=1"),
                Arguments.of("caCert", "nonsense"),
                Arguments.of("tokenReviewerJwt", "a b"),
                Arguments.of("tokenReviewMode", "gateway"),
                Arguments.of("gatewayId", "6a1e8d52-9d7e-4a50-9d3c-0f2f3b1c5d77"),
                Arguments.of("accessTokenTTL", -1));
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

    private Response explain(String token) {
        return org.asAdmin()
                .body(Map.of("jwt", token))
                .post("/api/x/identities/%s/explain-login/%s".formatted(identity, METHOD));
    }

    private void attach(Map<String, ? extends @Nullable Object> overrides) {
        org.attach(METHOD, identity, settings(overrides)).then().statusCode(200);
    }

    private Map<String, @Nullable Object> settings(Map<String, ? extends @Nullable Object> overrides) {
        Map<String, @Nullable Object> body =
                new HashMap<>(Map.of("kubernetesHost", cluster.url(), "allowedNamespaces", "shop"));
        overrides.forEach(body::put);
        return body;
    }

    private Response logIn(String token) {
        return Org.logInBy(METHOD, Map.of("identityId", identity, "jwt", token));
    }

    private String path() {
        return Org.auth(METHOD) + "/identities/" + identity;
    }

    private static JsonObject payload(String token) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), UTF_8));
    }
}
