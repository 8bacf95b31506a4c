package dev.claviger.auth.oidc;

import static dev.claviger.local.gitlab.PipelineKind.FORK_MERGE_REQUEST;
import static dev.claviger.local.gitlab.PipelineKind.OTHER_PROJECT;
import static dev.claviger.local.gitlab.PipelineKind.PROTECTED_BRANCH;
import static dev.claviger.local.gitlab.PipelineKind.PROTECTED_ENVIRONMENT;
import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.gitlab.PipelineKind;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The preset for GitLab projects: few words in, a safe configuration out. */
@AuthServiceTest
class GitLabPresetTest {
    private static final String AUDIENCE = "https://claviger.example";
    private static final GitLabSimulator GITLAB = GitLabSimulator.start(TestClock.clock());

    private String identity = "";

    @BeforeEach
    void makeIdentity() {
        identity = Org.shared().identity();
    }

    @AfterAll
    static void stop() {
        GITLAB.close();
    }

    @Test
    void preset_bindsIdsAndReviewedCode_withNothingToWarnOf() {
        Response applied = preset(Map.of("projectId", 20));

        applied.then()
                .statusCode(200)
                .body(at("identityOidcAuth.boundIssuer", equalTo(GITLAB.url())))
                .body(at("identityOidcAuth.boundClaims", equalTo(Map.of("project_id", "20", "ref_protected", "true"))))
                .body(at("identityOidcAuth.allowForkPipelines", equalTo(false)))
                .body(at("identityOidcAuth.accessTokenTTL", equalTo(3600)))
                .body(at("identityOidcAuth.warnings", empty()))
                .body(at("gitlabCi", containsString("aud: " + AUDIENCE)))
                .body(at("gitlabCi", containsString(identity)));
    }

    @Test
    void preset_letsTheJobInAndNobodyElse() {
        preset(Map.of("projectId", "20")).then().statusCode(200);

        assertThat(logIn(PROTECTED_BRANCH).statusCode()).isEqualTo(200);
        assertThat(logIn(OTHER_PROJECT).statusCode()).isEqualTo(401);
        assertThat(logIn(FORK_MERGE_REQUEST).statusCode()).isIn(401, 403);
    }

    @Test
    void preset_bindsTheEnvironmentAndItsProtection() {
        preset(Map.of("projectId", 20, "environment", "production"))
                .then()
                .statusCode(200)
                .body(at("identityOidcAuth.boundClaims.environment", equalTo("production")))
                .body(at("identityOidcAuth.boundClaims.environment_protected", equalTo("true")));

        assertThat(logIn(PROTECTED_ENVIRONMENT).statusCode()).isEqualTo(200);
        assertThat(logIn(PROTECTED_BRANCH).statusCode()).isEqualTo(401);
    }

    @Test
    void T19_accessToken_endsWithTheJob() {
        preset(Map.of("projectId", 20, "accessTokenTTL", 36_000)).then().statusCode(200);
        String idToken = GITLAB.idTokens().issue(PROTECTED_BRANCH, AUDIENCE);
        TestClock.step(Duration.ofMinutes(10));

        Response login = Org.logInWithIdToken(identity, idToken);

        long end = claims(idToken).getLong("exp");
        int left = (int) (end - TestClock.now().getEpochSecond());
        login.then().statusCode(200).body(at("expiresIn", equalTo(left))).body(at("accessTokenMaxTTL", equalTo(left)));
        assertThat(claims(valueAt(login, "accessToken")).getLong("exp")).isEqualTo(end);
        TestClock.step(Duration.ofSeconds(left + 1));
        assertThat(renew(valueAt(login, "accessToken")).statusCode()).isEqualTo(401);
    }

    @Test
    void namespace_isBoundWithAWarning() {
        preset(Map.of("namespaceId", 72))
                .then()
                .statusCode(200)
                .body(at("identityOidcAuth.boundClaims.namespace_id", equalTo("72")))
                .body(at("identityOidcAuth.warnings[0]", containsString("namespace")));
    }

    @Test
    void severalProjects_areAlternatives() {
        preset(Map.of("projectIds", List.of(20, "21")))
                .then()
                .statusCode(200)
                .body(at("identityOidcAuth.boundClaims.project_id", equalTo("20, 21")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"projectId\":\"harbour/lighthouse\"}",
                "{\"projectId\":\"*\"}",
                "{\"projectId\":\"20,21\"}",
                "{\"projectId\":-1}",
                "{\"projectId\":true}",
                "{\"projectId\":{\"a\":1}}",
                "{\"projectId\":20,\"namespaceId\":72}",
                "{\"projectIds\":[]}",
                "{\"projectId\":20,\"ref\":\"main,evil\"}",
                "{\"projectId\":20,\"environment\":\"a,b\"}",
                "{\"projectId\":20,\"refType\":\"commit\"}",
                "{\"projectId\":20,\"accessTokenTTL\":-5}"
            })
    void T7_preset_isRefused_whenItWouldBindSomethingElse(String json) {
        Map<String, Object> body = new HashMap<>(new JsonObject(json).getMap());
        body.put("gitlabUrl", GITLAB.url());
        body.put("audience", AUDIENCE);

        Org.shared().asAdmin().body(body).post(path()).then().statusCode(422);

        Org.shared().asAdmin().get(Org.OIDC + "/identities/" + identity).then().statusCode(400);
    }

    @Test
    void T18_preset_isNotForMembers_onStrongerIdentities() {
        String strong = Org.shared().identity("admin");

        Org.as(Org.shared().tokenOf("member"))
                .body(Map.of("gitlabUrl", GITLAB.url(), "audience", AUDIENCE, "projectId", 20))
                .post("/api/x/identities/" + strong + "/gitlab-preset")
                .then()
                .statusCode(403);
    }

    private Response preset(Map<String, ?> words) {
        Map<String, Object> body = new HashMap<>(words);
        body.put("gitlabUrl", GITLAB.url() + "/");
        body.put("audience", AUDIENCE);
        return Org.shared().asAdmin().body(body).post(path());
    }

    private String path() {
        return "/api/x/identities/" + identity + "/gitlab-preset";
    }

    private Response logIn(PipelineKind kind) {
        return Org.logInWithIdToken(identity, GITLAB.idTokens().issue(kind, AUDIENCE));
    }

    private static Response renew(String token) {
        return io.restassured.RestAssured.given()
                .contentType("application/json")
                .body(Map.of("accessToken", token))
                .post("/api/v1/auth/token/renew");
    }

    private static JsonObject claims(String token) {
        return new JsonObject(io.vertx.core.buffer.Buffer.buffer(
                java.util.Base64.getUrlDecoder().decode(token.split("\\.", -1)[1])));
    }
}
