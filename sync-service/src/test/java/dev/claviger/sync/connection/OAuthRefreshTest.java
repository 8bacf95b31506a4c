package dev.claviger.sync.connection;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.gitlabapi.Fault;
import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GitLab ends both old tokens at the moment of a refresh; two refreshes at once would lose the grant. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class OAuthRefreshTest {
    private static final String ROUTE = "/api/v1/app-connections/gitlab";
    private static final String REDIRECT = "https://claviger.example.com/callback";
    private static final int SECONDS_THAT_ARE_NEARLY_OVER = 60;
    private static final int SECONDS = 7_200;

    private final GitLabSimulator gitLab = GitLabSimulator.start(Clock.systemUTC());
    private final String admin = TestTokens.admin(UUID.randomUUID()).make();

    @AfterEach
    void stop() {
        gitLab.close();
    }

    @Test
    void refresh_happensOnce_howeverManyNeedTheToken() {
        gitLab.api().accessTokenSeconds(SECONDS_THAT_ARE_NEARLY_OVER);
        String id = connect();
        gitLab.api().accessTokenSeconds(SECONDS);

        List<CompletableFuture<Integer>> calls = IntStream.range(0, 6)
                .mapToObj(n -> CompletableFuture.supplyAsync(() -> projects(id)))
                .toList();

        assertThat(calls.stream().map(CompletableFuture::join)).containsOnly(200);
        assertThat(gitLab.api().refreshes()).isEqualTo(1);
        assertThat(projects(id)).isEqualTo(200);
        assertThat(gitLab.api().refreshes()).isEqualTo(1);
    }

    /** The token that is nearly over is good until its end. */
    @ParameterizedTest
    @CsvSource({"ANSWER, 502", "ANSWER, 429", "DROP_BEFORE, 0"})
    void refresh_thatGitLabDoesNotDoNow_isWaitedFor(Fault.Kind kind, int status) {
        gitLab.api().accessTokenSeconds(SECONDS_THAT_ARE_NEARLY_OVER);
        String id = connect();
        gitLab.api().accessTokenSeconds(SECONDS);
        gitLab.api().forgetCalls();
        gitLab.api().fail(new Fault(kind, "POST", "/oauth/token", 1, 1, status, "<html>"));

        assertThat(projects(id)).isEqualTo(200);
        assertThat(projects(id)).isEqualTo(200);

        assertThat(gitLab.api().refreshes()).isZero();
        assertThat(gitLab.api().calls())
                .filteredOn(call -> call.endsWith("/oauth/token"))
                .hasSize(1);
    }

    /** Nobody has to authorise anew for that. */
    @Test
    void refresh_ofATokenThatIsOver_failsAsSomethingThatPasses() {
        gitLab.api().accessTokenSeconds(5);
        String id = connect();
        gitLab.api().accessTokenSeconds(SECONDS);
        gitLab.api().fail(new Fault(Fault.Kind.ANSWER, "POST", "/oauth/token", 1, 1_000, 503, "<html>"));

        await().atMost(Duration.ofSeconds(20)).until(() -> projects(id) == 503);
    }

    @Test
    void code_isRefused_whenGitLabDoesNotKnowIt() {
        gitLab.api().registerApplication("app", "app-secret", REDIRECT);

        given().auth()
                .oauth2(admin)
                .contentType("application/json")
                .body(body("stolen-code"))
                .post(ROUTE)
                .then()
                .statusCode(400)
                .body("message", containsString("authorization grant is invalid"));
    }

    private String connect() {
        gitLab.api().registerApplication("app", "app-secret", REDIRECT);
        return given().auth()
                .oauth2(admin)
                .contentType("application/json")
                .body(body(gitLab.api().authorize("app", REDIRECT, null)))
                .post(ROUTE)
                .then()
                .statusCode(200)
                .extract()
                .path("appConnection.id");
    }

    private Map<String, Object> body(String code) {
        return Map.of(
                "name",
                "oauth",
                "method",
                "oauth",
                "credentials",
                Map.of(
                        "instanceUrl",
                        gitLab.url(),
                        "clientId",
                        "app",
                        "clientSecret",
                        "app-secret",
                        "redirectUri",
                        REDIRECT,
                        "code",
                        code));
    }

    private int projects(String id) {
        return given().auth().oauth2(admin).get(ROUTE + "/" + id + "/projects").statusCode();
    }
}
