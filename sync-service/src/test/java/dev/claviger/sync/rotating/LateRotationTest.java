package dev.claviger.sync.rotating;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.local.gitlabapi.Fault;
import dev.claviger.sync.SharedGitLab;
import dev.claviger.sync.VaultStub;
import dev.claviger.sync.VaultStub.Manner;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes later than it was thought of: answers, publications, changes and ends. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class LateRotationTest {
    private static final String PROJECT_GONE = "{\"message\":\"404 Project Not Found\"}";

    private final ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        others.shutdownNow();
    }

    /** The password of the first rotation is dead since the second one has the login; nothing is left to be ended. */
    @Test
    void lateRetirement_leavesTheLoginToTheRotationThatHasItNow() {
        try (RotationStage stage = new RotationStage()) {
            String first = stage.create(Map.of());
            stage.awaitRest(first);
            stage.wire.cut(true);
            stage.delete(first, "?revokeGeneratedCredentials=true").then().statusCode(200);
            String later = "UPDATE rotation_credential SET due_at = now() + interval '%s' WHERE rotation_id = ?";
            await().atMost(RotationStage.LONG).until(() -> attempts(first) > 0);
            await().atMost(RotationStage.LONG).until(() -> {
                RotationStage.sync(later.formatted("1 hour"), first);
                return RotationStage.count(
                                "SELECT count(*) FROM secret_rotation WHERE id = ? AND lease_until IS NULL",
                                UUID.fromString(first))
                        == 1;
            });
            RotationStage.sync(later.formatted("1 hour"), first);
            stage.wire.cut(false);
            String second = stage.create(Map.of());
            assertThat(stage.works(stage.secrets(second))).isTrue();

            RotationStage.sync(later.formatted("0 hours"), first);
            await().atMost(RotationStage.LONG).until(() -> stage.rotations() == 1);

            assertThat(stage.works(stage.secrets(second))).isTrue();
        }
    }

    private static int attempts(String id) {
        return RotationStage.count(
                "SELECT coalesce(max(attempts), 0) FROM rotation_credential WHERE rotation_id = ?",
                UUID.fromString(id));
    }

    /** A list that is answered only after another replica has made the token would name that one, to be ended. */
    @Test
    void slowReplica_endsNoTokenOfTheOneThatTookOver() {
        try (TokenStage stage = new TokenStage()) {
            String id = stage.create(Map.of());
            stage.awaitRest(id);
            String tokens = "/projects/%d/access_tokens".formatted(stage.place);
            stage.gitlab.fail(new Fault(Fault.Kind.STALL, "GET", tokens, 1, 1, 0, ""));

            RotationStage.comesRound(id);
            stage.awaitWorking(id, 1);

            await().during(Duration.ofSeconds(32))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> stage.works(id));
        }
    }

    /** Vault-service has the new token, and nobody heard so. */
    @Test
    void rotationThatIsDeletedBeforeItsPublicationWasHeardOf_leavesTheTokenInTheSecret() {
        try (TokenStage stage = new TokenStage()) {
            String id = stage.create(Map.of());
            stage.awaitRest(id);
            String before = stage.secret(id);
            VaultStub.treats(stage.project, Manner.FORGETS_TO_ANSWER);
            stage.rotate(id).then().statusCode(503);
            rests(id);
            String token = stage.secret(id);
            assertThat(token).isNotEqualTo(before);
            VaultStub.treats(stage.project, Manner.TAKES);

            stage.delete(id, "").then().statusCode(200);
            await().atMost(RotationStage.LONG).until(() -> stage.rotations() == 0);

            assertThat(stage.gitlab.isActive(token)).isTrue();
        }
    }

    /** The loop leaves it alone, whatever it was doing. */
    private static void rests(String id) {
        await().atMost(RotationStage.LONG).until(() -> {
            RotationStage.sync("UPDATE secret_rotation SET due_at = now() + interval '1 hour' WHERE id = ?", id);
            return RotationStage.count(
                            "SELECT count(*) FROM secret_rotation WHERE id = ? AND lease_until IS NULL AND phase = 'PUBLISH'"
                                    + " AND due_at > now() + interval '30 minutes'",
                            UUID.fromString(id))
                    == 1;
        });
    }

    @Test
    void tokenThatDiesBeforeItsPublication_isNotPublished() {
        try (TokenStage stage = new TokenStage()) {
            String id = stage.create(Map.of());
            stage.awaitRest(id);
            VaultStub.treats(stage.project, Manner.IS_AWAY);
            stage.rotate(id).then().statusCode(503);
            rests(id);
            endNewest(stage);
            VaultStub.treats(stage.project, Manner.TAKES);

            stage.rotate(id).then().statusCode(200);

            assertThat(stage.gitlab.isActive(stage.secret(id))).isTrue();
            stage.awaitWorking(id, 1);
        }
    }

    private static void endNewest(TokenStage stage) {
        String newest = stage.gitlab.projectTokens(stage.place).stream()
                .map(each -> each.substring(0, each.indexOf(' ')))
                .max(java.util.Comparator.comparingInt(Integer::parseInt))
                .orElseThrow();
        given().header("PRIVATE-TOKEN", stage.ours)
                .delete(SharedGitLab.GITLAB.url()
                        + "/api/v4/projects/%d/access_tokens/%s".formatted(stage.place, newest))
                .then()
                .statusCode(204);
    }

    /** A token lives from the day that it was made, however late it was published. */
    @Test
    void tokenThatWasPublishedLate_isNotWaitedForLonger() {
        try (TokenStage stage = new TokenStage()) {
            String id = stage.create(Map.of());
            stage.awaitRest(id);
            RotationStage.addSync(id, "broken");
            stage.rotate(id).then().statusCode(200);
            String second = stage.secret(id);

            RotationStage.sync(
                    "UPDATE rotation_credential SET created_at = now() - interval '52 days' WHERE rotation_id = ?", id);
            RotationStage.sync(
                    "UPDATE secret_rotation SET rotated_at = now() - interval '31 days', next_rotation_at = now() WHERE id = ?",
                    id);

            await().atMost(RotationStage.LONG).until(() -> !stage.secret(id).equals(second));
            RotationStage.dropSync(id, "broken");
            stage.awaitRest(id);
        }
    }

    /** The connection's person does not see the project any more, for whom it is not there. */
    @Test
    void tokenOfAProjectThatIsNotSeenAnyMore_endsItself() {
        try (TokenStage stage = new TokenStage()) {
            String id = stage.create(Map.of());
            stage.awaitRest(id);
            String token = stage.secret(id);
            String tokens = "/projects/%d/access_tokens".formatted(stage.place);
            stage.gitlab.fail(new Fault(Fault.Kind.ANSWER, null, tokens, 1, 1000, 404, PROJECT_GONE));

            stage.delete(id, "?revokeGeneratedCredentials=true").then().statusCode(200);

            await().atMost(RotationStage.LONG).until(() -> stage.rotations() == 0);
            assertThat(stage.gitlab.isActive(token)).isFalse();
        }
    }

    /** Another replica rotates, while somebody who has read the rotation before waits to change it. */
    @Test
    void changeThatWaitedForARotation_beginsNoSecondOne() throws Exception {
        try (RotationStage stage = new RotationStage()) {
            String id = stage.create(Map.of());
            stage.awaitRest(id);
            RotationStage.sync(
                    "UPDATE secret_rotation SET rotated_at = now() - interval '40 days', next_rotation_at = now() - interval '1 day',"
                            + " phase = 'CREATE', owner = gen_random_uuid(), lease_until = now() + interval '1 minute' WHERE id = ?",
                    id);
            Future<Response> change = others.submit(() -> given().auth()
                    .oauth2(stage.keeper)
                    .contentType("application/json")
                    .body(Map.of("description", "changed"))
                    .patch(RotationStage.ROUTE + "/" + id));
            await().pollDelay(Duration.ofSeconds(2)).until(() -> !change.isDone());

            RotationStage.sync(
                    "UPDATE secret_rotation SET rotated_at = now(), next_rotation_at = now() + interval '30 days', phase = 'IDLE',"
                            + " owner = NULL, lease_until = NULL WHERE id = ?",
                    id);

            change.get().then().statusCode(200);
            assertThat(stage.show(id).getString("nextRotationAt"))
                    .startsWith(LocalDate.now(ZoneOffset.UTC).plusDays(30).toString());
            assertThat(stage.show(id).getString("description")).isEqualTo("changed");
            await().during(Duration.ofSeconds(1)).until(() -> VaultStub.publications(id) == 1);
        }
    }
}
