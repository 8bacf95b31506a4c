package dev.claviger.audit.tlog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
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
@EnabledIfEnvironmentVariable(named = "CLAVIGER_FSCK", matches = ".+")
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class StockToolTest {
    private static final String SOUND = "Successfully fsck'd log with size ";

    @TempDir
    Path folder;

    private final VerifiableLog log = new VerifiableLog();

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 257, 65_535, 65_536, 65_537})
    void T15_fsck_findsTheServedLogSound(int size) throws IOException, InterruptedException {
        log.growInBulk(size);

        assertThat(fsckServed()).contains(SOUND + size + " ");
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

        assertThat(fsckServed()).contains(SOUND);
    }

    @Test
    void T15_fsck_refusesACopyThatWasChanged() throws IOException, InterruptedException {
        log.grow(3);
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
        assertThat(fsck(copy.toUri().toString(), List.of())).contains(SOUND);

        try (var files = Files.list(copy.resolve("tile/entries/000.p"))) {
            for (Path file : files.toList()) {
                Files.writeString(
                        file, Files.readString(file, ISO_8859_1).replace("get-secret", "get-secreT"), ISO_8859_1);
            }
        }

        assertThat(fsck(copy.toUri().toString(), List.of())).doesNotContain(SOUND);
    }

    private String fsckServed() throws IOException, InterruptedException {
        return fsck(log.address() + "/", List.of("--bearer_token=" + log.token));
    }

    /** The versions so far end with 0 whatever they find, so that what they say counts. */
    private String fsck(String address, List<String> more) throws IOException, InterruptedException {
        Path key = Files.writeString(folder.resolve("vkey"), log.verifierKey());
        List<String> command = new ArrayList<>(List.of(
                System.getenv("CLAVIGER_FSCK"), "--storage_url=" + address, "--public_key=" + key, "--ui=false"));
        command.addAll(more);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        int _ = process.waitFor();
        return said;
    }
}
