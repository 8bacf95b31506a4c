package dev.claviger.sync.rotating;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.claviger.sync.VaultStub;
import dev.claviger.sync.VaultStub.Manner;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Whatever dies whenever: whoever reads the secrets gets in, and in the end all is as it should be. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class RotationFaultsTest {
    private RotationStage stage;
    private final ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void begin() {
        stage = new RotationStage();
    }

    @AfterEach
    void end() {
        Crashes.before(Step.SEAL, id -> false);
        stage.close();
        others.shutdownNow();
    }

    /** Reads and logs in without a pause. */
    private final class Consumer implements AutoCloseable {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final List<String> refused = new ArrayList<>();
        private final Future<?> loop;

        Consumer(String id) {
            loop = others.submit(() -> {
                while (!stopped.get()) {
                    Map<String, String> secrets = stage.secrets(id);
                    if (!stage.works(secrets)) {
                        refused.add(String.valueOf(secrets.get("DB_USER")));
                    }
                }
            });
        }

        @Override
        public void close() {
            stopped.set(true);
            await().atMost(RotationStage.LONG).until(loop::isDone);
            assertThat(loop.state()).isEqualTo(Future.State.SUCCESS);
            assertThat(refused).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"KEEP_MADE", "NOTE_NAMES", "RENAME", "KEEP_NAMES"})
    void replicaThatDies_leavesARotationThatFinishes(Step step) {
        String id = stage.create(Map.of());
        stage.rotate(id).then().statusCode(200);
        stage.awaitRest(id);
        Map<String, String> before = stage.secrets(id);

        try (Consumer _ = new Consumer(id)) {
            Crashes.before(step, UUID.fromString(id)::equals);
            stage.due(id);
            await().atMost(RotationStage.LONG).until(Crashes::happened);
            RotationStage.leaseRunsOut(id);
            await().atMost(RotationStage.LONG).until(() -> stage.show(id).getInt("activeIndex") == 0);
            stage.awaitRest(id);
            assertThat(stage.secrets(id)).isNotEqualTo(before);
        }

        assertThat(stage.works(before)).isTrue();
        assertThat(stage.show(id).getString("rotationStatus")).isEqualTo("success");
        assertThat(stage.credentials(id)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"KEEP_MADE", "NOTE_NAMES", "RENAME", "KEEP_NAMES", "VERIFY", "RETIRE", "KEEP_RETIREMENT"})
    void replicaThatDies_whileARotationIsMade_leavesNothing(Step step) {
        Crashes.before(step, id -> true);
        Map<String, Object> body = stage.body(Map.of("name", "half-made"));

        var _ = others.submit(() -> stage.post(stage.keeper, body));
        await().atMost(RotationStage.LONG).until(Crashes::happened);
        RotationStage.leasesRunOut(stage.org);

        await().atMost(RotationStage.LONG).until(() -> stage.rotations() == 0);
        String id = stage.create(Map.of("name", "half-made"));
        assertThat(stage.works(stage.secrets(id))).isTrue();
    }

    /** Until the names are noted nothing has happened; from then on they are given, by whoever is there. */
    @ParameterizedTest
    @CsvSource({"NOTE_NAMES, DB_PASSWORD, first", "RENAME, PGPASSWORD, other", "KEEP_NAMES, PGPASSWORD, other"})
    void replicaThatDies_whileSecretsGetOtherNames_leavesOneOfEach(Step step, String expected, String name) {
        String id = stage.create(Map.of("name", "first"));
        stage.awaitRest(id);
        Map<String, String> before = stage.secrets(id);
        Crashes.before(step, UUID.fromString(id)::equals);

        var _ = others.submit(() -> rename(id));
        await().atMost(RotationStage.LONG).until(Crashes::happened);
        RotationStage.leaseRunsOut(id);
        await().atMost(RotationStage.LONG)
                .until(() -> expected.equals(stage.show(id).getString("secretsMapping.password")));
        stage.awaitRest(id);

        assertThat(stage.show(id).getString("name")).isEqualTo(name);
        assertThat(stage.secrets(id)).containsOnlyKeys("DB_USER", expected);
        assertThat(stage.secrets(id)).containsEntry(expected, before.get("DB_PASSWORD"));
        stage.rotate(id).then().statusCode(200);
        assertThat(stage.secrets(id)).containsOnlyKeys("DB_USER", expected);
    }

    @Test
    void lostAnswerToARename_isFinished() {
        String id = stage.create(Map.of());
        stage.awaitRest(id);
        VaultStub.treats(stage.project, Manner.FORGETS_TO_ANSWER);

        assertThat(rename(id).statusCode()).isEqualTo(503);
        VaultStub.treats(stage.project, Manner.TAKES);

        await().atMost(RotationStage.LONG)
                .until(() -> "PGPASSWORD".equals(stage.show(id).getString("secretsMapping.password")));
        assertThat(stage.secrets(id)).containsOnlyKeys("DB_USER", "PGPASSWORD");
    }

    @Test
    void namesThatAreTaken_changeNothing() {
        String id = stage.create(Map.of("name", "first"));
        stage.awaitRest(id);
        VaultStub.treats(stage.project, Manner.HAS_OTHERS);

        rename(id).then().statusCode(400).body("message", containsString("already exists"));

        assertThat(stage.show(id).getString("name")).isEqualTo("first");
        assertThat(stage.secrets(id)).containsOnlyKeys("DB_USER", "DB_PASSWORD");
    }

    private Response rename(String id) {
        return given().auth()
                .oauth2(stage.keeper)
                .contentType("application/json")
                .body(Map.of(
                        "name", "other", "secretsMapping", Map.of("username", "DB_USER", "password", "PGPASSWORD")))
                .patch(RotationStage.ROUTE + "/" + id);
    }

    @Test
    void lostAnswer_isNoLostPassword() {
        String id = stage.create(Map.of());
        try (Consumer _ = new Consumer(id)) {
            stage.wire.swallowAnswerTo("COMMIT");
            var first = stage.rotate(id);

            assertThat(stage.wire.hasSwallowed()).isTrue();
            assertThat(first.statusCode()).isNotEqualTo(200);
            await().atMost(RotationStage.LONG).until(() -> stage.show(id).getInt("activeIndex") == 1);
        }
        assertThat(stage.works(stage.secrets(id))).isTrue();
    }

    @Test
    void targetThatIsDown_isToldOf_andWaitedFor() {
        String id = stage.create(Map.of());
        stage.wire.cut(true);
        stage.due(id);

        await().atMost(RotationStage.LONG)
                .until(() -> "failed".equals(stage.show(id).getString("rotationStatus")));
        assertThat(stage.show(id).getString("lastRotationMessage")).contains(stage.green);
        assertThat(stage.show(id).getInt("activeIndex")).isZero();
        assertThat(stage.works(stage.secrets(id))).isTrue();

        stage.wire.cut(false);
        await().atMost(RotationStage.LONG).until(() -> stage.show(id).getInt("activeIndex") == 1);
        assertThat(stage.works(stage.secrets(id))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"IS_AWAY", "FORGETS_TO_ANSWER"})
    void vaultThatIsDown_atPublication_isWaitedFor(Manner manner) {
        String id = stage.create(Map.of());
        try (Consumer _ = new Consumer(id)) {
            VaultStub.treats(stage.project, manner);
            assertThat(stage.rotate(id).statusCode()).isEqualTo(503);
            assertThat(stage.show(id).getString("rotationStatus")).isEqualTo("failed");

            VaultStub.treats(stage.project, Manner.TAKES);
            await().atMost(RotationStage.LONG).until(() -> stage.show(id).getInt("activeIndex") == 1);
        }
        assertThat(stage.secrets(id)).containsEntry("DB_USER", stage.green);
    }

    @Test
    void namesThatAreTaken_stopACreation_beforeAPasswordIsChanged() {
        VaultStub.treats(stage.project, Manner.HAS_OTHERS);

        stage.post(stage.keeper, stage.body(Map.of()))
                .then()
                .statusCode(400)
                .body("message", containsString("already exists"));

        assertThat(stage.logsIn(stage.blue, RotationStage.FIRST)).isTrue();
        assertThat(stage.rotations()).isZero();
    }

    @Test
    void loginThatIsMissing_leavesNothingHalfMade() {
        Map<String, Object> parameters = Map.of("username1", "nobody-of-that-name", "username2", stage.green);

        stage.post(stage.keeper, stage.body(Map.of("parameters", parameters)))
                .then()
                .statusCode(400)
                .body("message", containsString("Create it first"));

        assertThat(stage.rotations()).isZero();
    }

    @Test
    void accountWithoutTheRight_isToldWhatToGrant() {
        String id = stage.create(Map.of());
        RotationStage.asSuperuser("REVOKE %s FROM %s".formatted(stage.green, stage.account));

        stage.rotate(id).then().statusCode(400).body("message", containsString("CREATEROLE"));

        RotationStage.asSuperuser("GRANT %s TO %s WITH ADMIN OPTION".formatted(stage.green, stage.account));
        await().atMost(RotationStage.LONG).until(() -> stage.show(id).getInt("activeIndex") == 1);
    }

    /** Of several at once one rotates; the others hear so. */
    @Test
    void rotationsAtOnce_areOne() throws Exception {
        String id = stage.create(Map.of());
        stage.awaitRest(id);
        int before = VaultStub.publications(id);
        List<Future<Integer>> calls = new ArrayList<>();
        for (int call = 0; call < 6; call++) {
            calls.add(others.submit(() -> stage.rotate(id).statusCode()));
        }

        int rotated = 0;
        for (Future<Integer> call : calls) {
            assertThat(call.get()).isIn(200, 400);
            rotated += call.get() == 200 ? 1 : 0;
        }

        assertThat(rotated).isPositive();
        assertThat(VaultStub.publications(id) - before).isEqualTo(rotated);
        assertThat(stage.works(stage.secrets(id))).isTrue();
    }

    @Test
    void retirement_isTriedUntilTheTargetSaysSo() {
        String id = stage.create(Map.of());
        Map<String, String> secrets = stage.secrets(id);
        stage.awaitRest(id);
        stage.wire.cut(true);

        stage.delete(id, "?revokeGeneratedCredentials=true").then().statusCode(200);
        await().atMost(RotationStage.LONG)
                .until(() -> RotationStage.count(
                                "SELECT coalesce(max(attempts), 0) FROM rotation_credential WHERE rotation_id = ?",
                                UUID.fromString(id))
                        >= 2);
        assertThat(stage.works(secrets)).isTrue();

        stage.wire.cut(false);
        await().atMost(RotationStage.LONG).until(() -> stage.rotations() == 0);
        assertThat(stage.works(secrets)).isFalse();
    }

    /** What comes next would end the password that the destination of the sync still has. */
    @Test
    void clock_waitsForSyncsThatHaveNotDelivered_handsDoNot() {
        String id = stage.create(Map.of());
        stage.awaitRest(id);
        RotationStage.addSync(id, "to-gitlab");
        stage.due(id);

        await().atMost(RotationStage.LONG)
                .until(() -> "failed".equals(stage.show(id).getString("rotationStatus")));
        assertThat(stage.show(id).getString("lastRotationMessage")).contains("to-gitlab");
        assertThat(stage.show(id).getInt("activeIndex")).isZero();

        await().atMost(RotationStage.LONG).until(() -> stage.rotate(id).statusCode() == 200);
        await().atMost(RotationStage.LONG)
                .until(() -> String.valueOf(stage.show(id).getString("lastRotationMessage"))
                        .contains("have not delivered the new value yet: to-gitlab"));
        RotationStage.dropSync(id, "to-gitlab");
    }
}
