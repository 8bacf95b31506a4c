package dev.claviger.local.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see who use the command wrongly, or where there is nothing to do. */
class LauncherTest {

    @TempDir
    Path folder;

    @Test
    void status_saysThatNothingRuns() throws Exception {
        Outcome outcome = claviger("status", "--data", folder.toString());

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.text()).contains("does not run on " + folder);
    }

    @Test
    void down_isContent_whenNothingRuns() throws Exception {
        Outcome outcome = claviger("down", "--data", folder.toString());

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.text()).contains("does not run on " + folder);
    }

    @Test
    void up_explainsItself_whenThePortIsNone() throws Exception {
        Outcome outcome = claviger("up", "--data", folder.toString(), "--port", "70000");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.text())
                .contains("--port is a number from 0 to 65535")
                .doesNotContain("\tat ");
    }

    @Test
    void up_saysWhatIsMissing_whenTheServicesAreNotBuilt() throws Exception {
        Outcome outcome = claviger("up", "--data", folder.toString(), "--port", "0");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.text()).contains("✗", "is not built").doesNotContain("\tat ");
    }

    @Test
    void up_saysWhatIsWrong_whenTheFolderCannotBeUsed() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        Outcome outcome = claviger("up", "--data", file.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.text())
                .contains("✗", file + " cannot be written: there is a file of this name")
                .doesNotContain("\tat ");
    }

    private record Outcome(int exitCode, String text) {}

    private Outcome claviger(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-Dclaviger.root=" + folder.resolve("nothing-is-built-here"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Outcome(process.waitFor(), text);
    }
}
