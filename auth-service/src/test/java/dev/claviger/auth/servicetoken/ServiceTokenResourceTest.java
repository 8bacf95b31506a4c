package dev.claviger.auth.servicetoken;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.claviger.auth.Alike;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.TestVault;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestChanges;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Service tokens where they are made, asked about and taken away. */
@AuthServiceTest
class ServiceTokenResourceTest {
    private static final String TOKENS = "/api/v2/service-token";
    private static final Map<String, String> SCOPE = Map.of("environment", "dev", "secretPath", "/app");

    private Org org;
    private String project;

    @BeforeEach
    void project() {
        org = Org.shared();
        project = UUID.randomUUID().toString();
    }

    @Test
    void create_answersTheTokenOnce() {
        Response created = create(Map.of("encryptedKey", "", "iv", "", "tag", "", "randomBytes", "aa"));

        created.then()
                .statusCode(200)
                .body(at("serviceTokenData.id", notNullValue()))
                .body(at("serviceTokenData._id", equalTo(valueAt(created, "serviceTokenData.id"))))
                .body(at("serviceTokenData.name", equalTo("ci")))
                .body(at("serviceTokenData.workspace", equalTo(project)))
                .body(at("serviceTokenData.projectId", equalTo(project)))
                .body(at("serviceTokenData.scopes", equalTo(List.of(SCOPE))))
                .body(at("serviceTokenData.permissions", equalTo(List.of("read"))))
                .body(at("serviceTokenData.expiresAt", nullValue()))
                .body(at("serviceTokenData", not(hasKey("user"))));
        assertThat(created.<String>path("serviceToken"))
                .matches("st\\." + valueAt(created, "serviceTokenData.id") + "\\.[0-9a-f]{64}");
    }

    @Test
    void create_takesTheProjectInTheNewerWord() {
        Map<String, Object> body = new HashMap<>(body(Map.of("projectId", project)));
        body.put("workspaceId", "");

        org.asAdmin()
                .body(body)
                .post(TOKENS)
                .then()
                .statusCode(200)
                .body(at("serviceTokenData.projectId", equalTo(project)));
    }

    @ParameterizedTest
    @ValueSource(strings = {TOKENS, TOKENS + "/"})
    void token_tellsAboutItself_inBothSpellings(String route) {
        String token = token(Map.of());

        for (String spelling : List.of(token, token + ".0123456789abcdef")) {
            as(spelling)
                    .get(route)
                    .then()
                    .statusCode(200)
                    .body(at("_id", equalTo(token.split("\\.", -1)[1])))
                    .body(at("name", equalTo("ci")))
                    .body(at("workspace", equalTo(project)))
                    .body(at("scopes[0].environment", equalTo("dev")))
                    .body(at("scopes[0].secretPath", equalTo("/app")))
                    .body(at("permissions", equalTo(List.of("read"))))
                    .body(at("environment", equalTo("dev")))
                    .body(at("encryptedKey", nullValue()))
                    .body(at("createdAt", notNullValue()))
                    .body(at("updatedAt", notNullValue()))
                    .body(at("__v", equalTo(0)));
        }
    }

    @Test
    void list_showsTheTokensOfTheProject_withTheirLastUse() {
        String token = token(Map.of());
        String list = "/api/v1/projects/" + project + "/service-token-data";
        org.asAdmin().get(list).then().statusCode(200).body(at("serviceTokenData.lastUsed", equalTo(noUse())));

        as(token).get(TOKENS).then().statusCode(200);

        org.asAdmin()
                .get(list)
                .then()
                .body(at("serviceTokenData.size()", equalTo(1)))
                .body(at("serviceTokenData[0].lastUsed", notNullValue()));
    }

    private static List<Object> noUse() {
        List<Object> one = new ArrayList<>();
        one.add(null);
        return one;
    }

    @Test
    void theEndOfTheProject_isThatOfItsTokens() throws Exception {
        Response created = create(Map.of());
        String token = valueAt(created, "serviceToken");
        String id = valueAt(created, "serviceTokenData.id");

        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            TestChanges.send(
                    UUID.fromString(project),
                    "{\"data\":{\"orgId\":\"%s\",\"projectId\":\"%s\",\"kind\":\"project:delete\"}}"
                            .formatted(org.id(), project));
            var _ = tap.awaitEvent(
                    event -> List.of("dev.claviger.delete-service-token", id, "platform").stream()
                            .allMatch(event.text()::contains),
                    Duration.ofSeconds(20));
        }

        refused(as(token).get(TOKENS));
    }

    @Test
    void deletedToken_isRefusedAtOnce() {
        Response created = create(Map.of());
        String token = valueAt(created, "serviceToken");
        String id = valueAt(created, "serviceTokenData.id");

        org.asAdmin().delete(TOKENS + "/" + id).then().statusCode(200).body(at("serviceTokenData.id", equalTo(id)));

        refused(as(token).get(TOKENS));
        refused(as(token).get("/api/x/service-token"));
        org.asAdmin().delete(TOKENS + "/" + id).then().statusCode(404);
    }

    @Test
    void expiredToken_isRefused_andSaysSoToItsHolderOnly() {
        String token = token(Map.of("expiresIn", 60));
        as(token).get(TOKENS).then().statusCode(200).body(at("expiresAt", notNullValue()));

        TestClock.step(Duration.ofSeconds(60));

        as(token)
                .get(TOKENS)
                .then()
                .statusCode(403)
                .body(at("message", equalTo("Your token has expired. Please re-authenticate.")));
        refused(as(withSecret(token, "00")).get(TOKENS));
    }

    @Test
    void T12_unknownAndWrongTokensGetTheSameAnswer() {
        String token = token(Map.of());
        Response wrong = as(withSecret(token, "00".repeat(32))).get(TOKENS);
        Response unknown = as("st." + UUID.randomUUID() + "." + "00".repeat(32)).get(TOKENS);

        refused(wrong);
        refused(unknown);
        assertThat(facts(wrong)).isEqualTo(facts(unknown));
    }

    private static Map<String, Object> facts(Response answer) {
        Map<String, Object> facts = new HashMap<>(answer.jsonPath().getMap(""));
        facts.remove("reqId");
        return facts;
    }

    /** By the middle of many, taken in turns, since single ones say nothing. */
    @Test
    void T12_unknownAndWrongTokensTakeTheSameTime() {
        String wrong = withSecret(token(Map.of()), "00".repeat(32));

        Alike.check(
                round -> as(wrong).get(TOKENS),
                round -> as("st." + UUID.randomUUID() + "." + "00".repeat(32)).get(TOKENS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "st.",
                "st..",
                "st.a.b",
                "st.7b2c8f0e-1d3a-4c5b-8e9f-0a1b2c3d4e5f",
                "st.7b2c8f0e-1d3a-4c5b-8e9f-0a1b2c3d4e5f.",
                "st.7b2c8f0e-1d3a-4c5b-8e9f-0a1b2c3d4e5f.a.b.c",
                "st.7b2c8f0e-1d3a-4c5b-8e9f-0a1b2c3d4e5g.aa"
            })
    void T6_whatIsNoTokenIsRefused(String text) {
        refused(as(text).get(TOKENS));
        refused(as(text).get(Org.IDENTITIES));
    }

    @Test
    void T11_otherCredentialsDoNotOpenTheTokensOwnRoute() {
        org.asAdmin().get(TOKENS).then().statusCode(403);
        given().get(TOKENS).then().statusCode(401);
        given().header("Authorization", "Basic abc").get(TOKENS).then().statusCode(401);
    }

    /** A service token reads and writes secrets and does nothing here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/identities",
                "/api/v1/identities/details",
                "/api/v1/groups",
                "/api/v1/organization/roles",
                "/api/x/tokens/live"
            })
    void T18_serviceTokenIsNoCallerHere(String route) {
        String token = token(Map.of("permissions", List.of("read", "write")));

        as(token).get(route).then().statusCode(403).body(at("error", equalTo("Forbidden")));
        as(token).body(body(Map.of())).post(TOKENS).then().statusCode(403);
        as(token).delete(TOKENS + "/" + token.split("\\.", -1)[1]).then().statusCode(403);
    }

    @Test
    void T18_projectDecides_andItsWordsReachTheCaller() {
        project = TestVault.boundingProject();
        create(Map.of("permissions", List.of("write")))
                .then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionBoundaryError")))
                .body(at("message", containsString("\"action\":\"create\"")))
                .body(at("message", containsString("\"secretPath\":\"/app\"")))
                .body(at("message", containsString("\"permissions\":[\"write\"]")))
                .body(at(
                        "details.missingPermissions",
                        equalTo(List.of(Map.of("action", "read", "subject", "secrets")))));
        project = TestVault.forbiddingProject();
        create(Map.of()).then().statusCode(403).body(at("error", equalTo("PermissionDenied")));
        org.asAdmin()
                .get("/api/v1/projects/" + project + "/service-token-data")
                .then()
                .statusCode(403);
        project = TestVault.unknownProject();
        create(Map.of()).then().statusCode(404);
        project = TestVault.breakingProject();
        create(Map.of()).then().statusCode(503).header("Retry-After", notNullValue());
    }

    @Test
    void T16_tokensOfOthersDoNotExist() {
        Org other = Org.create();
        String id = valueAt(create(Map.of()), "serviceTokenData.id");

        other.asAdmin().delete(TOKENS + "/" + id).then().statusCode(404);
        other.asAdmin()
                .get("/api/v1/projects/" + project + "/service-token-data")
                .then()
                .statusCode(200)
                .body(at("serviceTokenData.size()", equalTo(0)));
        org.asAdmin().delete(TOKENS + "/nonsense").then().statusCode(422);
    }

    @ParameterizedTest
    @MethodSource
    void badInputIsRefused(String field, Object value) {
        Map<String, Object> body = new HashMap<>(body(Map.of()));
        body.put(field, value);

        org.asAdmin().body(body).post(TOKENS).then().statusCode(422).body(at("message.path[0]", hasItem(field)));
    }

    static Stream<Arguments> badInputIsRefused() {
        return Stream.of(
                arguments("name", ""),
                arguments("name", "x".repeat(256)),
                arguments("workspaceId", "nonsense"),
                arguments("projectId", "nonsense"),
                arguments("scopes", List.of()),
                arguments("scopes", List.of(Map.of("secretPath", "/"))),
                arguments("scopes", List.of(Map.of("environment", "dev", "secretPath", "app"))),
                arguments("scopes", List.of(Map.of("environment", "x".repeat(65), "secretPath", "/"))),
                arguments("scopes", List.of(Map.of("environment", "dev", "secretPath", "/" + "x".repeat(1000)))),
                arguments("permissions", List.of()),
                arguments("permissions", List.of("admin")),
                arguments("expiresIn", -1),
                arguments("expiresIn", Long.MAX_VALUE));
    }

    @Test
    void T13_secretIsInNoEvent_andEveryActIsRecorded() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            Response created = create(Map.of());
            String token = valueAt(created, "serviceToken");
            String id = valueAt(created, "serviceTokenData.id");
            as(token).get(TOKENS);
            org.asAdmin().delete(TOKENS + "/" + id);
            project = TestVault.forbiddingProject();
            var _ = create(Map.of("name", "refused-" + id));

            for (List<String> parts : List.of(
                    List.of(
                            "dev.claviger.create-service-token",
                            id,
                            "\"outcome\":\"success\"",
                            "\"secretPath\":\"/app\""),
                    List.of("dev.claviger.get-service-token", id, "\"type\":\"service\""),
                    List.of("dev.claviger.delete-service-token", id, "\"outcome\":\"success\""),
                    List.of("dev.claviger.create-service-token", "refused-" + id, "\"outcome\":\"denied\""))) {
                var _ = tap.awaitEvent(
                        event -> parts.stream().allMatch(event.text()::contains), Duration.ofSeconds(20));
            }
            assertThat(tap.all().toString()).doesNotContain(token.split("\\.", -1)[2]);
        }
    }

    private Response create(Map<String, ?> settings) {
        return org.asAdmin().body(body(settings)).post(TOKENS);
    }

    private Map<String, Object> body(Map<String, ?> settings) {
        Map<String, Object> body = new HashMap<>(
                Map.of("name", "ci", "workspaceId", project, "scopes", List.of(SCOPE), "permissions", List.of("read")));
        body.putAll(settings);
        return body;
    }

    private String token(Map<String, ?> settings) {
        return valueAt(create(settings).then().statusCode(200).extract(), "serviceToken");
    }

    private static String withSecret(String token, String secret) {
        return token.substring(0, token.lastIndexOf('.') + 1) + secret;
    }

    private static RequestSpecification as(String token) {
        return Org.as(token);
    }

    private static void refused(Response answer) {
        answer.then()
                .statusCode(403)
                .body(at("error", equalTo("TokenError")))
                .body(at("message", equalTo("Your token is not valid. Please re-authenticate.")));
    }
}
