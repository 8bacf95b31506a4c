package dev.claviger.auth.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the login page sends, in Node. Skipped where that is missing. */
class ClientScriptTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void client_saysWhatItShould_andNoMore() throws Exception {
        assumeTrue(run("node", "--version").succeeded(), "Node is not installed");
        copy("/handover/client.js", "client.mjs");
        copy("/node/client-test.mjs", "client-test.mjs");

        Result result = run("node", "client-test.mjs");

        assertThat(result.succeeded()).as(result.output).isTrue();
        assertThat(result.output).contains("all ok");
    }

    private void copy(String resource, String name) throws IOException {
        try (InputStream source = Objects.requireNonNull(ClientScriptTest.class.getResourceAsStream(resource))) {
            assertThat(Files.copy(source, folder.resolve(name))).isPositive();
        }
    }

    private record Result(int code, String output) {
        boolean succeeded() {
            return code == 0;
        }
    }

    private Result run(String... command) throws InterruptedException {
        try {
            Path output = Files.createTempFile(folder, "output", ".txt");
            Process process = new ProcessBuilder(List.of(command))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(-1, "took too long");
            }
            return new Result(process.exitValue(), Files.readString(output));
        } catch (IOException missing) {
            return new Result(-1, String.valueOf(missing.getMessage()));
        }
    }
}
