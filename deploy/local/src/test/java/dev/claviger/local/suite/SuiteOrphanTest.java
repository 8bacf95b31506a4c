package dev.claviger.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteOrphanTest {

    @TempDir
    Path data;

    @Test
    void nextStart_endsWhatAKilledLauncherLeftBehind() throws IOException {
        // given
        Process launcher = launcher();
        Map<String, ProcessMark> services = Running.in(data).orElseThrow().services();
        List<ProcessHandle> left = services.values().stream()
                .map(ProcessMark::find)
                .flatMap(Optional::stream)
                .toList();
        launcher.destroyForcibly().onExit().join();
        assertThat(left).hasSize(4).allMatch(ProcessHandle::isAlive);

        // when
        try (Suite next = SuiteTest.start(SuiteOptions.in(data).notDurable())) {

            // then
            left.forEach(process -> assertThat(process.onExit().orTimeout(1, TimeUnit.SECONDS))
                    .succeedsWithin(java.time.Duration.ofSeconds(1)));
            assertThat(next.vault().isRunning()).isTrue();
        }
    }

    /** Another Java process that has started a suite of services that do not stop when they are told to. */
    private Process launcher() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dclaviger.root=" + System.getProperty("claviger.root"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launcher.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader();
        assertThat(output.readLine()).isEqualTo("started");
        return process;
    }

    static final class Launcher {
        private Launcher() {}

        @SuppressWarnings("SystemOut") // the word is the signal to the test
        public static void main(String[] arguments) throws Exception {
            Suite suite = SuiteTest.start(
                    SuiteOptions.in(Path.of(arguments[0])).notDurable().setting(FakeService.STUBBORN, "1"));
            System.out.println("started");
            Thread.currentThread().join();
            suite.close();
        }
    }
}
