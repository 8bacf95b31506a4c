package dev.claviger.sync.rotating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.local.gitlabapi.Fault;
import dev.claviger.sync.VaultStub;
import dev.claviger.sync.VaultStub.Manner;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
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

/** Whatever breaks whenever: whoever reads the secret gets in, and in the end one token works and no other. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class TokenFaultsTest {
    /** Of GitLab's routes those about tokens, of whoever. */
    private static final String TOKENS = "access_tokens";

    private TokenStage stage;
    private final ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void begin() {
        stage = new TokenStage();
    }

    @AfterEach
    void end() {
        Crashes.before(Step.SEAL, id -> false);
        stage.close();
        others.shutdownNow();
    }

    /** Reads the secret and gets in, without a pause. */
    private final class Reader implements AutoCloseable {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicBoolean refused = new AtomicBoolean();
        private final Future<?> loop;

        Reader(String id) {
            loop = others.submit(() -> {
                while (!stopped.get()) {
                    refused.compareAndSet(false, !stage.works(id));
                }
            });
        }

        @Override
        public void close() {
            stopped.set(true);
            await().atMost(RotationStage.LONG).until(loop::isDone);
            assertThat(loop.state()).isEqualTo(Future.State.SUCCESS);
            assertThat(refused.get()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"NOTE_NAMES", "RENAME", "KEEP_NAMES"})
    void replicaThatDies_leavesARotationThatFinishes(Step step) {
        String id = stage.create(Map.of());
        stage.awaitRest(id);

        try (Reader _ = new Reader(id)) {
            Crashes.before(step, UUID.fromString(id)::equals);
            RotationStage.comesRound(id);
            await().atMost(RotationStage.LONG).until(Crashes::happened);
            RotationStage.leaseRunsOut(id);
            stage.awaitWorking(id, 1);
        }

        assertThat(stage.show(id).getString("rotationStatus")).isEqualTo("success");
        assertThat(stage.gitlab.isActive(stage.secret(id))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"NOTE_NAMES", "RENAME", "KEEP_NAMES", "VERIFY", "RETIRE", "KEEP_RETIREMENT"})
    void replicaThatDies_whileARotationIsMade_leavesNothing(Step step) {
        Crashes.before(step, id -> true);

        var _ = others.submit(() -> stage.post(Map.of()));
        await().atMost(RotationStage.LONG).until(Crashes::happened);
        RotationStage.leasesRunOut(stage.org);

        await().atMost(RotationStage.LONG).until(() -> stage.rotations() == 0);
        assertThat(stage.working()).isZero();
    }

    /** Each call of a rotation, one after the other: first how many there are, then each of them broken. */
    @ParameterizedTest
    @CsvSource({"ANSWER, 500", "ANSWER, 429", "ANSWER, 401", "DROP_BEFORE, 0", "DROP_AFTER, 0"})
    void brokenCall_isMadeGood_whicheverItIs(Fault.Kind kind, int status) {
        String id = stage.create(Map.of());
        stage.awaitRest(id);
        int active = 0;
        int calls = rotate(id, ++active);
        assertThat(calls).isGreaterThanOrEqualTo(5);

        for (int nth = 1; nth <= calls; nth++) {
            stage.gitlab.fail(new Fault(kind, null, TOKENS, nth, 1, status, "{}"));
            var _ = rotate(id, ++active);
            stage.gitlab.heal();
            assertThat(stage.gitlab.isActive(stage.secret(id))).isTrue();
        }
    }

    /** The whole of it by the clock; how many calls it took. */
    private int rotate(String id, int turn) {
        stage.gitlab.forgetCalls();
        RotationStage.comesRound(id);
        stage.awaitWorking(id, turn % 2);
        return Math.toIntExact(stage.gitlab.calls().stream()
                .filter(call -> call.contains(TOKENS))
                .count());
    }

    @ParameterizedTest
    @EnumSource(names = {"IS_AWAY", "FORGETS_TO_ANSWER"})
    void vaultThatIsDown_atPublication_isWaitedFor(Manner manner) {
        String id = stage.create(Map.of());
        try (Reader _ = new Reader(id)) {
            VaultStub.treats(stage.project, manner);
            assertThat(stage.rotate(id).statusCode()).isEqualTo(503);

            VaultStub.treats(stage.project, Manner.TAKES);
            stage.awaitWorking(id, 1);
        }
    }

    /** The connection's own token ends between two calls of a rotation, and somebody gives it another one. */
    @Test
    void connectionThatIsRefused_isToldOf_andGoesOnWithAnotherToken() {
        String id = stage.create(Map.of());
        stage.awaitRest(id);
        String before = stage.secret(id);
        stage.gitlab.revokeToken(stage.ours);

        stage.rotate(id).then().statusCode(400);
        assertThat(stage.show(id).getString("lastRotationMessage")).contains("does not accept the token");
        assertThat(stage.secret(id)).isEqualTo(before);
        assertThat(stage.gitlab.isActive(before)).isTrue();

        stage.reconnect(stage.gitlab.personalToken(dev.claviger.local.gitlabapi.GitLabApi.MAINTAINER, "api"));
        stage.awaitWorking(id, 1);
    }

    /** Who may not end it any more leaves it to the token itself. */
    @Test
    void oldToken_endsItself_whereTheConnectionMayNot() {
        String id = stage.create(Map.of());
        String token = stage.secret(id);
        stage.awaitRest(id);
        stage.gitlab.revokeToken(stage.ours);

        stage.delete(id, "?revokeGeneratedCredentials=true").then().statusCode(200);

        await().atMost(RotationStage.LONG).until(() -> stage.rotations() == 0);
        assertThat(stage.gitlab.isActive(token)).isFalse();
    }

    @Test
    void projectThatIsGone_isNamed_andLeavesNothingToEnd() {
        String id = stage.create(Map.of());
        stage.awaitRest(id);
        stage.gitlab.deleteProject(stage.place);

        stage.rotate(id).then().statusCode(400);
        assertThat(stage.show(id).getString("lastRotationMessage")).contains("gone");

        stage.delete(id, "?revokeGeneratedCredentials=true").then().statusCode(200);
        await().atMost(RotationStage.LONG).until(() -> stage.rotations() == 0);
    }
}
