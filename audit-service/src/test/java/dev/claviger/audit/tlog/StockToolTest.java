package dev.claviger.audit.tlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.audit.Fsck;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.testkit.RealEngines;
import dev.claviger.verifier.CopiedLog;
import dev.claviger.verifier.LogCheck;
import dev.claviger.verifier.ServedLog;
import dev.claviger.verifier.VerifierKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tessera's own {@code fsck} reads the log, over HTTP and from a copy. Runs where {@code CLAVIGER_FSCK} names the program;
 * {@code docs/verifiable-log.md} says how to get it.
 */
@QuarkusTest
@EnabledIfEnvironmentVariable(named = Fsck.VARIABLE, matches = ".+")
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class StockToolTest {
    @TempDir
    Path folder;

    private final VerifiableLog log = new VerifiableLog();

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 257, 65_535, 65_536, 65_537})
    void T15_fsck_findsTheServedLogSound_andItsCopy(int size) throws IOException, InterruptedException {
        log.growInBulk(size);

        assertThat(fsck().served()).contains(Fsck.SOUND + size + " ");
        assertThat(fsck().copied(copy())).contains(Fsck.SOUND);
    }

    @Test
    void fsck_findsTheLogSound_afterAPersonWasErased() throws IOException, InterruptedException {
        String actor = log.grow(3).getFirst().actor().id();
        RestAssured.given()
                .auth()
                .oauth2(log.token)
                .contentType("application/json")
                .body(Map.of("actorId", actor, "reason", "asked"))
                .post("/api/x/retention/erasures")
                .then()
                .statusCode(200);
        log.awaitSigned(5);

        assertThat(fsck().served()).contains(Fsck.SOUND);
    }

    /** A leaf, a hash of a tile, or the root in the checkpoint. */
    @ParameterizedTest
    @ValueSource(strings = {"tile/entries/000.p", "tile/0/000.p", "checkpoint"})
    void T15_fsck_refusesACopyThatWasChanged(String what) throws IOException, InterruptedException {
        log.grow(3);
        Path copy = copy();
        assertThat(fsck().copied(copy)).contains(Fsck.SOUND);

        try (var files = Files.walk(copy.resolve(what)).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[what.equals("checkpoint") ? root(bytes) : bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }

        assertThat(fsck().copied(copy)).doesNotContain(Fsck.SOUND);
    }

    /** Where the third line begins. */
    private static int root(byte[] checkpoint) {
        String text = new String(checkpoint, UTF_8);
        return text.indexOf('\n', text.indexOf('\n') + 1) + 1;
    }

    private Fsck fsck() {
        return new Fsck(log, folder);
    }

    private Path copy() throws IOException {
        Path copy = folder.resolve("copy");
        try (ServedLog served = new ServedLog(log.address(), Optional.of(log.token), true)) {
            var report = new LogCheck(
                            new CopiedLog(served, copy, log.verifierKey()),
                            VerifierKey.parse(log.verifierKey()),
                            List.of(),
                            Optional.empty())
                    .run();
            assertThat(report.isSound()).isTrue();
        }
        return copy;
    }
}
