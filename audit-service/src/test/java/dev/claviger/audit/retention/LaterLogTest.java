package dev.claviger.audit.retention;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.audit.Rows;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.testkit.RealEngines;
import dev.claviger.verifier.CopiedLog;
import dev.claviger.verifier.LogCheck;
import dev.claviger.verifier.ServedLog;
import dev.claviger.verifier.VerifierKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was removed from a closed log is told by the next one: {@code claviger audit verify --later}, as an auditor runs it. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class LaterLogTest {
    @TempDir
    Path folder;

    private final KeptLog kept = new KeptLog();
    private String oldAddress = "";
    private String oldKey = "";
    private String newKey = "";

    /** Three entries in a log that is closed, of which one is erased afterwards. */
    @BeforeEach
    void eraseFromAClosedLog() {
        VerifiableLog log = kept.log;
        List<AccessEvent> events = kept.grow(3);
        oldAddress = log.address().toString();
        String oldName = log.shard();
        Rows.execute("UPDATE log_state SET given_up = 'closed by a test' WHERE org = '" + log.org + "'");
        kept.grow(1);
        kept.post("/erasures", Map.of("actorId", events.get(1).actor().id(), "reason", "asked"))
                .statusCode(200);
        kept.awaitAllSigned();
        oldKey = key(oldName);
        newKey = key(log.shard());
        copy(oldAddress, oldKey, "old");
        copy(log.address().toString(), newKey, "new");
    }

    @Test
    void T15_withoutTheLaterLog_whatIsGoneIsMissing() throws Exception {
        Outcome outcome = verify("old", "--key", oldKey);

        assertThat(outcome.text()).contains("1 payloads missing without a purge record", "at index [1]");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void laterLog_excusesJustWhatItTellsOf() throws Exception {
        Outcome outcome = verify("old", "--key", oldKey, "--later", at("new"), "--later-key", newKey);

        assertThat(outcome.text()).contains("2 verified, 1 payloads erased by policy");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void T15_laterLogThatDoesNotHoldItself_excusesNothing() throws Exception {
        Path entries = folder.resolve("new/tile/entries/000.p");
        try (var files = Files.list(entries)) {
            for (Path file : files.toList()) {
                Files.writeString(file, Files.readString(file, ISO_8859_1).replace("erasure", "erasurf"), ISO_8859_1);
            }
        }

        Outcome outcome = verify("old", "--key", oldKey, "--later", at("new"), "--later-key", newKey);

        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void T15_laterLogUnderAnotherKey_excusesNothing() throws Exception {
        assertThat(verify("old", "--key", oldKey, "--later", at("new"), "--later-key", oldKey)
                        .exitCode())
                .isEqualTo(1);
    }

    private String key(String shard) {
        JsonPath list = given().get("/api/x/logs/" + kept.log.org).jsonPath();
        return list.getString("logs.find { it.verifierKey.contains('/" + shard + "+') }.verifierKey");
    }

    private void copy(String address, String key, String name) {
        try (ServedLog served = new ServedLog(URI.create(address), Optional.of(kept.log.token), true)) {
            var report = new LogCheck(
                            new CopiedLog(served, folder.resolve(name), key),
                            VerifierKey.parse(key),
                            List.of(),
                            Optional.empty())
                    .run();
            assertThat(report.checkpoint().size()).isPositive();
        }
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private record Outcome(int exitCode, String text) {}

    private Outcome verify(String log, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dstdout.encoding=UTF-8",
                "dev.claviger.local.launcher.Main",
                "audit",
                "verify",
                at(log)));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Outcome(process.waitFor(), text);
    }
}
