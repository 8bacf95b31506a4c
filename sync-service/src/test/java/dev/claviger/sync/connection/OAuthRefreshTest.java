package dev.claviger.sync.connection;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
