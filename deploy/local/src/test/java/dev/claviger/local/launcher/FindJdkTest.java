package dev.claviger.local.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code mvnw} and the launcher share. */
class FindJdkTest {
    private static final Path SCRIPT = Path.of("../../.mvn/find-jdk.sh").toAbsolutePath();

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"})
    void jdk_isFound_thoughItSpeaksOfItsOptionsFirst(String variable) throws IOException, InterruptedException {
        ProcessBuilder shell =
                new ProcessBuilder("sh", "-c", ". \"$0\"; find_jdk && echo \"$JAVA_HOME\"", SCRIPT.toString());
        shell.environment().put("JAVA_HOME", System.getProperty("java.home"));
        shell.environment().put(variable, "-Dsome=option");

        Process process = shell.start();

        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8).strip())
                .isEqualTo(System.getProperty("java.home"));
        assertThat(process.waitFor()).isZero();
    }
}
