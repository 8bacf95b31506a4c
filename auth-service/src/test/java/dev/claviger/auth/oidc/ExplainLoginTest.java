package dev.claviger.auth.oidc;

import static dev.claviger.local.gitlab.PipelineKind.OTHER_PROJECT;
import static dev.claviger.local.gitlab.PipelineKind.PROTECTED_BRANCH;
import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.gitlab.PipelineKind;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An administrator asks why a job gets in, or does not. */
@AuthServiceTest
class ExplainLoginTest {
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
    void explanation_showsEveryCheck_ofATokenThatWouldLogIn() {
        Response explained = explain(Map.of("jwt", token(PROTECTED_BRANCH)));

        explained
                .then()
                .statusCode(200)
                .body(at("explanation.wouldLogIn", equalTo(true)))
                .body(at("explanation.signature.passed", equalTo(true)))
                .body(at("explanation.job.projectPath", equalTo("harbour/lighthouse")))
                .body(at("explanation.checks.claim", hasItems("exp", "nbf", "iss", "sub", "aud", "project_id")));
        assertThat(explained.<List<Boolean>>path("explanation.checks.passed")).containsOnly(true);
        assertThat(explained.asString()).doesNotContain("accessToken\"");
    }

    @Test
    void explanation_namesExpectedAndReceived_ofEveryCheckThatFails() {
        explain(Map.of("jwt", token(OTHER_PROJECT)))
                .then()
                .statusCode(200)
                .body(at("explanation.wouldLogIn", equalTo(false)))
                .body("explanation.checks.find { it.claim == 'project_id' }.expected", equalTo("20"))
                .body("explanation.checks.find { it.claim == 'project_id' }.received", equalTo("21"))
                .body(
                        "explanation.checks.find { it.claim == 'project_id' }.answer",
                        equalTo("Access denied: OIDC claim not allowed."))
                .body("explanation.checks.find { it.claim == 'aud' }.answer", nullValue());
    }

    @Test
    void explanation_goesOn_whenTheTokenIsOver() {
        String token = token(PROTECTED_BRANCH);
        TestClock.step(Duration.ofHours(2));

        explain(Map.of("jwt", token))
                .then()
                .body(at("explanation.wouldLogIn", equalTo(false)))
                .body("explanation.checks.find { it.claim == 'exp' }.passed", equalTo(false))
                .body("explanation.checks.find { it.claim == 'project_id' }.passed", equalTo(true));
    }

    @Test
    void explanation_saysWhoDidNotSign_whenTheTokenIsForeign() {
        try (SignedElsewhere other = SignedElsewhere.start()) {
            explain(Map.of("jwt", other.token()))
                    .then()
                    .body(at("explanation.wouldLogIn", equalTo(false)))
                    .body(at("explanation.signature.passed", equalTo(false)))
                    .body(at("explanation.signature.reason", containsString("check=signature")))
                    .body("explanation.checks.find { it.claim == 'iss' }.passed", equalTo(false));
        }
    }

    @Test
    void recordedClaims_areJudged_butNeverLogIn() {
        explain(Map.of(
                        "claims",
                        Map.of(
                                "iss",
                                GITLAB.url(),
                                "aud",
                                AUDIENCE,
                                "exp",
                                TestClock.now().plusSeconds(60).getEpochSecond(),
                                "project_id",
                                "20",
                                "ref_protected",
                                "true")))
                .then()
                .statusCode(200)
                .body(at("explanation.wouldLogIn", equalTo(false)))
                .body(at("explanation.signature.checked", equalTo(false)))
                .body("explanation.checks.findAll { !it.passed }", equalTo(List.of()));
    }

    @Test
    void draft_isTried_andNotStored() {
        explain(Map.of("jwt", token(OTHER_PROJECT), "configuration", Map.of("boundClaims", Map.of("project_id", "21"))))
                .then()
                .body(at("explanation.wouldLogIn", equalTo(true)))
                .body(at("explanation.warnings[0]", containsString("ref_protected")));

        Org.logInWithIdToken(identity, token(OTHER_PROJECT)).then().statusCode(401);
    }

    /** P5: what is enforced is what is explained. */
    @ParameterizedTest
    @EnumSource(PipelineKind.class)
    void explanation_agreesWithTheLogin(PipelineKind kind) {
        String token = token(kind);

        Response explained = explain(Map.of("jwt", token));
        Response login = Org.logInWithIdToken(identity, token);

        boolean wouldLogIn = valueAt(explained, "explanation.wouldLogIn");
        assertThat(wouldLogIn).isEqualTo(login.statusCode() == 200);
        if (!wouldLogIn && explained.<Boolean>path("explanation.signature.passed")) {
            assertThat(explained.<String>path("explanation.checks.find { !it.passed }.answer"))
                    .isEqualTo(valueAt(login, "message"));
        }
    }

    @Test
    void explanation_isRecordedWithoutTheToken() {
        String token = token(PROTECTED_BRANCH);
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            explain(Map.of("jwt", token)).then().statusCode(200);

            String event = tap.awaitEvent(
                            each -> each.text().contains("explain-identity-login")
                                    && each.text().contains(identity),
                            LIMIT)
                    .text();

            assertThat(event).contains("\"wouldLogIn\":true").doesNotContain(token);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"jwt\":\"\"}", "{\"claims\":{}}", "null"})
    void nothingToExplain_is422(String body) {
        Org.shared().asAdmin().body(body).post(path()).then().statusCode(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.b.c", "....", "e30.e30.e30"})
    void whatIsNoToken_isNamed(String jwt) {
        explain(Map.of("jwt", jwt))
                .then()
                .statusCode(200)
                .body(at("explanation.wouldLogIn", equalTo(false)))
                .body(at("explanation.signature.reason", containsString("check=")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-access"})
    void T18_explanation_needsTheRightToEdit(String role) {
        Org.as(Org.shared().tokenOf(role))
                .body(Map.of("jwt", token(PROTECTED_BRANCH)))
                .post(path())
                .then()
                .statusCode(403);
    }

    @Test
    void T16_explanation_isUnknownElsewhere() {
        Org.create().asAdmin().body(Map.of("jwt", "a.b.c")).post(path()).then().statusCode(404);
    }

    @Test
    void refusedLogins_areCountedWithTheirReasonAndJob() {
        Org.logInWithIdToken(identity, token(OTHER_PROJECT)).then().statusCode(401);
        Org.logInWithIdToken(identity, token(OTHER_PROJECT)).then().statusCode(401);
        try (SignedElsewhere other = SignedElsewhere.start()) {
            Org.logInWithIdToken(identity, other.token()).then().statusCode(401);
        }

        await().atMost(LIMIT)
                .untilAsserted(() -> refused()
                        .then()
                        .statusCode(200)
                        .body(at("refusedLogins.size()", equalTo(2)))
                        .body("refusedLogins.find { it.reason.contains('project_id') }.times", equalTo(2))
                        .body(
                                "refusedLogins.find { it.reason.contains('project_id') }.reason",
                                equalTo("check=boundClaims claim=project_id expected=20 received=21"))
                        .body(
                                "refusedLogins.find { it.reason.contains('project_id') }.job.projectPath",
                                equalTo("harbour/ferry"))
                        .body("refusedLogins.find { it.reason.contains('signature') }.times", equalTo(1)));
        Org.create()
                .asAdmin()
                .get("/api/x/identities/" + identity + "/refused-logins")
                .then()
                .statusCode(404);
    }

    /** What PostgreSQL cannot keep must not take the refusals of others with it. */
    @Test
    void T13_refusedLogin_withANulInItsClaims_isCountedToo() {
        try (SignedElsewhere issuer = SignedElsewhere.start()) {
            String odd = Org.shared().identity();
            Org.shared()
                    .oidc(odd, issuer.url(), Map.of("boundSubject", "nobody"))
                    .then()
                    .statusCode(200);

            Org.logInWithIdToken(odd, issuer.token("project_path", "a\u0000b"))
                    .then()
                    .statusCode(403);
            Org.logInWithIdToken(identity, token(OTHER_PROJECT)).then().statusCode(401);

            await().atMost(LIMIT).untilAsserted(() -> {
                refused().then().body(at("refusedLogins.size()", equalTo(1)));
                Org.shared()
                        .asAdmin()
                        .get("/api/x/identities/" + odd + "/refused-logins")
                        .then()
                        .body(at("refusedLogins[0].job.projectPath", equalTo("a?b")));
            });
        }
    }

    /** The caller is not told it, so the administrator must be. */
    @Test
    void refusedLogins_tellThatTheMethodIsMissing() {
        Org.shared()
                .asAdmin()
                .delete(Org.OIDC + "/identities/" + identity)
                .then()
                .statusCode(200);

        Org.logInWithIdToken(identity, token(PROTECTED_BRANCH)).then().statusCode(401);

        await().atMost(LIMIT)
                .untilAsserted(() -> refused()
                        .then()
                        .body("refusedLogins.reason", hasItem("check=method: it is not attached to the identity")));
    }

    private Response refused() {
        return Org.shared().asAdmin().get("/api/x/identities/" + identity + "/refused-logins");
    }

    private static String token(PipelineKind kind) {
        return GITLAB.idTokens().issue(kind, AUDIENCE);
    }

    private Response explain(Map<String, ?> question) {
        return Org.shared().asAdmin().body(question).post(path());
    }

    private String path() {
        return "/api/x/identities/" + identity + "/explain-login";
    }
}
