package dev.claviger.auth.oidc;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.gitlab.PipelineKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind of token of gitlab.md 7.3 against the configuration that we recommend: project_id, ref_protected and one audience. */
@AuthServiceTest
class PipelineKindsTest {
    private static final String AUDIENCE = "https://claviger.example";
    private static final Map<PipelineKind, Integer> EXPECTED = expected();
    private static final GitLabSimulator GITLAB = GitLabSimulator.start(TestClock.clock());
    private static String identity = "";

    /** Not before all tests, because the service is reachable from the first test on. */
    @BeforeEach
    void configure() {
        if (identity.isEmpty()) {
            identity = Org.shared().identity();
            Org.shared().oidc(identity, GITLAB.url(), Map.of()).then().statusCode(200);
        }
    }

    @AfterAll
    static void stop() {
        GITLAB.close();
    }

    @ParameterizedTest
    @EnumSource
    void T6_eachKindGetsItsAnswer(PipelineKind kind) {
        String token = GITLAB.idTokens().issue(kind, AUDIENCE);

        int status = Org.logInWithIdToken(identity, token).statusCode();

        assertThat(status).isEqualTo(EXPECTED.get(kind));
    }

    @Test
    void login_answersWhatClientsRead() {
        Org.logInWithIdToken(identity, GITLAB.idTokens().issue(PipelineKind.PROTECTED_BRANCH, AUDIENCE))
                .then()
                .statusCode(200)
                .body(at("accessToken", not(emptyString())))
                .body(at("expiresIn", equalTo(2_592_000)))
                .body(at("accessTokenMaxTTL", equalTo(2_592_000)))
                .body(at("tokenType", equalTo("Bearer")))
                .body(at("expiresIn", greaterThan(30)));
    }

    @Test
    void forkPipeline_isRefused_evenWhenItsJobRunsInTheRightProject() {
        Org org = Org.shared();
        String careless = org.identity();
        org.oidc(careless, GITLAB.url(), Map.of("boundClaims", Map.of("job_project_id", "20")))
                .then()
                .statusCode(200);

        Org.logInWithIdToken(careless, GITLAB.idTokens().issue(PipelineKind.FORK_MERGE_REQUEST, AUDIENCE))
                .then()
                .statusCode(403)
                .body(at("message", equalTo("Access denied: pipelines of forks are not allowed.")));
    }

    @Test
    void oldForkPipeline_isRefused_whereTheRefIsNotBound() {
        Org org = Org.shared();
        String careless = org.identity();
        org.oidc(careless, GITLAB.url(), Map.of("boundClaims", Map.of("project_id", "20")))
                .then()
                .statusCode(200);

        Org.logInWithIdToken(careless, GITLAB.idTokens().issue(PipelineKind.FORK_MERGE_REQUEST_OLD_STYLE, AUDIENCE))
                .then()
                .statusCode(403)
                .body(at("message", equalTo("Access denied: pipelines of forks are not allowed.")));
    }

    @ParameterizedTest
    @EnumSource(names = {"FORK_MERGE_REQUEST", "FORK_MERGE_REQUEST_OLD_STYLE"})
    void forkPipeline_logsIn_whereTheConfigurationSaysSo(PipelineKind kind) {
        Org org = Org.shared();
        String open = org.identity();
        org.oidc(
                        open,
                        GITLAB.url(),
                        Map.of(
                                "boundClaims",
                                Map.of("pipeline_source", "merge_request_event"),
                                "allowForkPipelines",
                                true))
                .then()
                .statusCode(200);

        Org.logInWithIdToken(open, GITLAB.idTokens().issue(kind, AUDIENCE))
                .then()
                .statusCode(200);
    }

    @Test
    void customIssuer_logsIn_whereItIsBound() {
        Org org = Org.shared();
        String custom = org.identity();
        org.oidc(custom, GITLAB.customIssuer(), Map.of()).then().statusCode(200);

        Org.logInWithIdToken(custom, GITLAB.idTokens().issue(PipelineKind.CUSTOM_ISSUER, AUDIENCE))
                .then()
                .statusCode(200);
    }

    private static Map<PipelineKind, Integer> expected() {
        Map<PipelineKind, Integer> expected = new EnumMap<>(PipelineKind.class);
        Stream.of(PipelineKind.values()).forEach(kind -> expected.put(kind, 401));
        Stream.of(
                        PipelineKind.PROTECTED_BRANCH,
                        PipelineKind.PROTECTED_TAG,
                        PipelineKind.PROTECTED_ENVIRONMENT,
                        PipelineKind.CHILD_PIPELINE,
                        PipelineKind.SCHEDULE,
                        PipelineKind.TRIGGER,
                        PipelineKind.POLICY_JOB,
                        PipelineKind.RENAMED_PROJECT,
                        PipelineKind.PROJECT_ID_SUBJECT,
                        PipelineKind.ARRAY_AUDIENCE)
                .forEach(kind -> expected.put(kind, 200));
        return expected;
    }
}
