package dev.claviger.sync.rotating;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.gitlabapi.GitLabApi;
import dev.claviger.sync.SharedGitLab;
import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Credentials are ended where they were made, and nothing is done anywhere else: there, the same number is somebody else's token. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class RotationPlacesTest {
    private static GitLabSimulator other;

    private TokenStage stage;

    @BeforeAll
    static void startOther() {
        other = GitLabSimulator.start(Clock.systemUTC());
    }

    @AfterAll
    static void stopOther() {
        other.close();
    }

    @BeforeEach
    void begin() {
        stage = new TokenStage();
        other.api().forgetCalls();
    }

    @AfterEach
    void end() {
        stage.close();
    }

    private ValidatableResponse lead(String connection, String url, String token) {
        Map<String, String> credentials =
                Map.of("instanceUrl", url, "accessToken", token, "accessTokenType", "personal");
        return given().auth()
                .oauth2(stage.admin)
                .contentType("application/json")
                .body(Map.of("credentials", credentials))
                .patch("/api/v1/app-connections/gitlab/" + connection)
                .then();
    }

    private static String strangersToken() {
        return other.api().personalToken(GitLabApi.MAINTAINER, "api");
    }

    @Test
    void connectionOfARotation_leadsNowhereElse_untilItsCredentialsAreEnded() {
        String id = stage.create(Map.of());
        String token = stage.secret(id);

        lead(stage.connection, other.url(), strangersToken())
                .statusCode(400)
                .body("message", containsString("Make a new connection"));
        stage.delete(id, "?revokeGeneratedCredentials=true").then().statusCode(200);
        await().atMost(RotationStage.LONG).until(() -> stage.rotations() == 0);

        assertThat(stage.gitlab.isActive(token)).isFalse();
        lead(stage.connection, other.url(), strangersToken()).statusCode(200);
    }

    @Test
    void rotation_takesAnotherConnection_onlyToTheSamePlace() {
        String id = stage.create(Map.of());
        String elsewhere = stage.connect(stage.ours);
        String same = stage.connect(stage.gitlab.personalToken(GitLabApi.MAINTAINER, "api"));
        lead(elsewhere, other.url(), strangersToken()).statusCode(200);

        move(id, elsewhere).statusCode(400).body("message", containsString("Make a new rotation"));
        move(id, same).statusCode(200);

        stage.rotate(id).then().statusCode(200);
        stage.awaitWorking(id, 1);
    }

    private ValidatableResponse move(String id, String connection) {
        return given().auth()
                .oauth2(stage.keeper)
                .contentType("application/json")
                .body(Map.of("connectionId", connection))
                .patch(TokenStage.ROUTE + "gitlab-access-token/" + id)
                .then();
    }

    /** However the connection came to lead there. */
    @Test
    void T24_tokenOfOneGitLab_isNeitherSentToNorEndedAtAnother() {
        String id = stage.create(Map.of());
        stage.awaitRest(id);
        String token = stage.secret(id);
        leadUnasked(other.url());

        stage.delete(id, "?revokeGeneratedCredentials=true").then().statusCode(200);
        await().atMost(RotationStage.LONG)
                .until(() -> RotationStage.count(
                                "SELECT coalesce(max(attempts), 0) FROM rotation_credential WHERE rotation_id = ?",
                                UUID.fromString(id))
                        >= 2);

        assertThat(other.api().calls()).isEmpty();
        assertThat(stage.gitlab.isActive(token)).isTrue();
        leadUnasked(SharedGitLab.GITLAB.url());
        await().atMost(RotationStage.LONG).until(() -> stage.rotations() == 0);
        assertThat(stage.gitlab.isActive(token)).isFalse();
    }

    private void leadUnasked(String url) {
        RotationStage.sync(
                "UPDATE app_connection SET shown = shown || '{\"instanceUrl\": \"%s\"}' WHERE id = ?".formatted(url),
                stage.connection);
    }
}
