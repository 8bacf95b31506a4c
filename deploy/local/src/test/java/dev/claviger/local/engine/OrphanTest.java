package dev.claviger.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanTest {
    private static final EngineOptions OPTIONS = EngineOptions.of("super-password");

    @TempDir
    Path folder;

    @Test
    void engines_endWithTheirStarter_whenItIsKilled() throws IOException, SQLException {
        // given
        Process starter = starter();
        List<ProcessHandle> family = starter.descendants().toList();

        // when
        starter.destroyForcibly();

        // then
        assertThat(family).hasSizeGreaterThan(3);
        family.forEach(member ->
                assertThat(member.onExit().orTimeout(30, TimeUnit.SECONDS)).succeedsWithin(Duration.ofSeconds(30)));
        try (Engines next = Engines.start(folder, OPTIONS)) {
            assertThat(Rows.read(next.postgres())).containsExactly("kept");
        }
    }

    /** Another Java process that has started engines on the folder. */
    private Process starter() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dclaviger.root=" + System.getProperty("claviger.root"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader();
        assertThat(output.readLine()).isEqualTo("started");
        return process;
    }

    static final class Starter {
        private Starter() {}

        @SuppressWarnings("SystemOut") // the word is the signal to the test
        public static void main(String[] arguments) throws Exception {
            Engines engines = Engines.start(Path.of(arguments[0]), OPTIONS);
            Rows.write(engines.postgres(), "kept");
            System.out.println("started");
            Thread.currentThread().join();
        }
    }
}
