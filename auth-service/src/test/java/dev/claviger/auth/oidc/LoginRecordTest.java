package dev.claviger.auth.oidc;

import static dev.claviger.local.gitlab.PipelineKind.FORK_MERGE_REQUEST;
import static dev.claviger.local.gitlab.PipelineKind.OTHER_PROJECT;
import static dev.claviger.local.gitlab.PipelineKind.PROTECTED_ENVIRONMENT;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.HeldRow;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.gitlab.PipelineKind;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the record says about logins: the job, and for a refusal the reason that the caller does not learn. */
@AuthServiceTest
class LoginRecordTest {
    private static final String AUDIENCE = "https://claviger.example";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final GitLabSimulator GITLAB = GitLabSimulator.start(TestClock.clock());

    private String identity = "";

    @BeforeEach
    void configure() {
        identity = Org.shared().identity();
        Org.shared().oidc(identity, GITLAB.url(), Map.of()).then().statusCode(200);
    }

    @AfterAll
    static void stop() {
        GITLAB.close();
    }

    @Test
    void success_namesTheJobAndTheToken() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            String token = valueAt(
                    Org.logInWithIdToken(identity, GITLAB.idTokens().issue(PROTECTED_ENVIRONMENT, AUDIENCE)),
                    "accessToken");

            JsonNode data = login(tap);

            assertThat(data.path("outcome").asText()).isEqualTo("success");
            assertThat(data.path("orgId").asText()).isEqualTo(Org.shared().id().toString());
            assertThat(data.path("actor").path("id").asText()).isEqualTo(identity);
            assertThat(data.path("actor").path("tokenId").asText())
                    .isEqualTo(claims(token).getString("jti"));
            assertThat(data.path("metadata").path("identityAccessTokenId").asText())
                    .isEqualTo(claims(token).getString("jti"));
            assertThat(data.path("metadata").path("identityOidcAuthId").asText())
                    .isNotEmpty();
            assertThat(data.path("metadata")
                            .path("oidcClaimsReceived")
                            .path("runner_id")
                            .asInt())
                    .isEqualTo(3);
            assertThat(data.path("provenance").path("projectId").asText()).isEqualTo("20");
            assertThat(data.path("provenance").path("environment").asText()).isEqualTo("production");
            assertThat(data.toString()).doesNotContain(token);
        }
    }

    /** The method is there when the token of the job is judged, and detached before the access token is stored. */
    @Test
    void T9_methodDetachedDuringTheLogin_givesNoToken() {
        String token = GITLAB.idTokens().issue(PROTECTED_ENVIRONMENT, AUDIENCE);
        CompletableFuture<Response> login;

        try (HeldRow held = HeldRow.by("SELECT FROM identity WHERE id = ? FOR UPDATE", UUID.fromString(identity))) {
            login = held.begin("INSERT INTO access_token", () -> Org.logInWithIdToken(identity, token));
            Org.run("DELETE FROM login_method WHERE identity_id = ?::uuid", identity);
        }

        login.join().then().statusCode(401);
    }

    /** The one that judged the token of the job is gone, though there is one of that name again. */
    @Test
    void T9_methodDetachedAndAttachedAnewDuringTheLogin_givesNoToken() {
        String token = GITLAB.idTokens().issue(PROTECTED_ENVIRONMENT, AUDIENCE);
        CompletableFuture<Response> login;

        try (HeldRow held = HeldRow.table("access_token")) {
            login = held.begin("INSERT INTO access_token", () -> Org.logInWithIdToken(identity, token));
            Org.run("DELETE FROM login_method WHERE identity_id = ?::uuid", identity);
            Org.shared().oidc(identity, GITLAB.url(), Map.of()).then().statusCode(200);
        }

        login.join().then().statusCode(401);
        Org.logInWithIdToken(identity, GITLAB.idTokens().issue(PROTECTED_ENVIRONMENT, AUDIENCE))
                .then()
                .statusCode(200);
    }

    @Test
    void token_carriesTheJob() {
        JsonObject claims = claims(valueAt(
                Org.logInWithIdToken(identity, GITLAB.idTokens().issue(PROTECTED_ENVIRONMENT, AUDIENCE)),
                "accessToken"));

        assertThat(claims.getJsonObject("prov").getMap())
                .containsEntry("issuer", GITLAB.url())
                .containsEntry("projectId", "20")
                .containsEntry("projectPath", "harbour/lighthouse")
                .containsEntry("jobProjectId", "20")
                .containsEntry("jobProjectPath", "harbour/lighthouse")
                .containsEntry("namespaceId", "72")
                .containsEntry("namespacePath", "harbour")
                .containsEntry("jobNamespaceId", "72")
                .containsEntry("pipelineSource", "push")
                .containsEntry("ref", "main")
                .containsEntry("refType", "branch")
                .containsEntry("refPath", "refs/heads/main")
                .containsEntry("refProtected", "true")
                .containsEntry("environment", "production")
                .containsEntry("environmentProtected", "true")
                .containsEntry("deploymentTier", "production")
                .containsEntry("runnerId", "3")
                .containsEntry("runnerEnvironment", "self-hosted")
                .containsEntry("userId", "7")
                .containsEntry("userLogin", "nils")
                .containsEntry("subject", "project_path:harbour/lighthouse:ref_type:branch:ref:main")
                .containsKeys("pipelineId", "jobId", "sha");
    }

    @Test
    void mappedClaims_areInTheToken() {
        String mapped = Org.shared().identity();
        Org.shared()
                .oidc(
                        mapped,
                        GITLAB.url(),
                        Map.of("claimMetadataMapping", Map.of("team", "namespace_path", "runner", "runner_id")))
                .then()
                .statusCode(200);

        JsonObject claims = claims(valueAt(
                Org.logInWithIdToken(mapped, GITLAB.idTokens().issue(PROTECTED_ENVIRONMENT, AUDIENCE)), "accessToken"));

        assertThat(claims.getJsonObject("identityAuth")
                        .getJsonObject("oidc")
                        .getJsonObject("claims")
                        .getMap())
                .isEqualTo(Map.of("team", "harbour", "runner", "3"));
    }

    @Test
    void mappedClaim_mustBeThere() {
        String mapped = Org.shared().identity();
        Org.shared()
                .oidc(mapped, GITLAB.url(), Map.of("claimMetadataMapping", Map.of("team", "no.such.claim")))
                .then()
                .statusCode(200);

        Org.logInWithIdToken(mapped, GITLAB.idTokens().issue(PROTECTED_ENVIRONMENT, AUDIENCE))
                .then()
                .statusCode(401);
    }

    @Test
    void refusal_saysWhichClaim_toTheAdministrator() {
        JsonNode data = refused(OTHER_PROJECT, 401);

        assertThat(data.path("reason").asText())
                .isEqualTo("check=boundClaims claim=project_id expected=20 received=21");
        assertThat(data.path("provenance").path("projectPath").asText()).isEqualTo("harbour/ferry");
        assertThat(data.path("actor").path("id").asText()).isEqualTo(identity);
        assertThat(data.path("orgId").asText()).isEqualTo(Org.shared().id().toString());
    }

    @Test
    void refusal_showsTheFork() {
        Org.shared()
                .asAdmin()
                .body(Map.of("boundClaims", Map.of("job_project_id", "20")))
                .patch(Org.OIDC + "/identities/" + identity)
                .then()
                .statusCode(200);

        JsonNode data = refused(FORK_MERGE_REQUEST, 403);

        assertThat(data.path("reason").asText()).isEqualTo("check=fork claim=job_project_id expected=77 received=20");
        assertThat(data.path("provenance").path("projectPath").asText()).isEqualTo("mallory/lighthouse");
    }

    @Test
    void refusal_ofAForgedToken_isCountedOnly() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            Org.logInWithIdToken(identity, GITLAB.idTokens().issue(PipelineKind.FOREIGN_KEY, AUDIENCE))
                    .then()
                    .statusCode(401);

            EventTap.Event counted = tap.awaitEvent(
                    event -> event.text().contains("check=signature: no key of the issuer has made it"), LIMIT);

            assertThat(counted.json()
                            .path("data")
                            .path("metadata")
                            .path("count")
                            .asInt())
                    .isPositive();
            assertThat(tap.all(event ->
                            event.text().contains(identity) && event.text().contains("login-identity-oidc-auth")))
                    .isEmpty();
        }
    }

    private JsonNode refused(PipelineKind kind, int status) {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            Org.logInWithIdToken(identity, GITLAB.idTokens().issue(kind, AUDIENCE))
                    .then()
                    .statusCode(status);
            JsonNode data = login(tap);
            assertThat(data.path("outcome").asText()).isEqualTo("denied");
            return data;
        }
    }

    private JsonNode login(EventTap tap) {
        return tap.awaitEvent(
                        event -> event.text().contains("login-identity-oidc-auth")
                                && event.text().contains(identity),
                        LIMIT)
                .json()
                .path("data");
    }

    private static JsonObject claims(String token) {
        return new JsonObject(new String(
                Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), java.nio.charset.StandardCharsets.UTF_8));
    }
}
