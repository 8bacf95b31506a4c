package dev.claviger.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the base image of PostgreSQL does with the data folder that it finds; the programs of PostgreSQL are played. */
class PostgresImageTest {
    private static final String START =
            JobShell.GITLAB.resolveSibling("images/bases/postgres").toString();

    @TempDir
    Path folder = Path.of("");

    private Path data = Path.of("");

    /** An exit code and the output. */
    private record Said(int code, String text) {}

    @BeforeEach
    void playPrograms() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        play("id", "echo 1000");
        play("initdb", """
                for word; do case $word in --pgdata=*) made=${word#*=} ;; esac; done
                [ -z "$(ls -A "$made")" ] || exit 1
                mkdir "$made/base"
                echo own >"$made/base/1"
                echo 17 >"$made/PG_VERSION"
                """);
        play("pg_ctl", "exit ${PG_CTL:-0}");
        play("postgres", "echo started");
    }

    private void play(String program, String lines) throws IOException {
        Path file = Files.createDirectories(folder.resolve("bin")).resolve(program);
        Files.writeString(file, "#!/bin/sh\n" + lines, UTF_8);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void emptyFolder_isFilled_andUsedAgain() throws Exception {
        Said first = start(Map.of());
        Files.writeString(data.resolve("base/1"), "rows", UTF_8);
        Said second = start(Map.of());

        assertThat(first).isEqualTo(new Said(0, "started\n"));
        assertThat(second).isEqualTo(first);
        assertThat(data.resolve("base/1")).hasContent("rows");
        assertThat(data.resolve("PG_VERSION")).exists();
        assertThat(data.resolve("being-made")).doesNotExist();
    }

    /** One of the official image, or one that was restored. */
    @Test
    void dataOfSomebodyElse_isStartedAsItIs() throws Exception {
        Files.createDirectory(data.resolve("base"));
        Files.writeString(data.resolve("base/1"), "rows", UTF_8);
        Files.writeString(data.resolve("PG_VERSION"), "17", UTF_8);

        Said said = start(Map.of());

        assertThat(said).isEqualTo(new Said(0, "started\n"));
        assertThat(data.resolve("base/1")).hasContent("rows");
    }

    @Test
    void folderWithOtherThings_isRefused_andKept() throws Exception {
        Files.writeString(data.resolve("thesis.txt"), "years of work", UTF_8);

        Said said = start(Map.of());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("neither empty nor a data folder");
        assertThat(data.resolve("thesis.txt")).hasContent("years of work");
    }

    @Test
    void interruptedFirstStart_beginsAnew() throws Exception {
        Said interrupted = start(Map.of("PG_CTL", "1"));
        boolean looksWhole = Files.exists(data.resolve("PG_VERSION"));
        Said again = start(Map.of());

        assertThat(interrupted.code()).isEqualTo(1);
        assertThat(looksWhole).isFalse();
        assertThat(again).isEqualTo(new Said(0, "started\n"));
        assertThat(data.resolve("base/1")).hasContent("own");
    }

    @Test
    void firstStartThatWasInterruptedWhileMoving_beginsAnew() throws Exception {
        Files.createDirectories(data.resolve("being-made"));
        Files.createDirectory(data.resolve("base"));
        Files.writeString(data.resolve("base/1"), "half", UTF_8);

        assertThat(start(Map.of())).isEqualTo(new Said(0, "started\n"));
        assertThat(data.resolve("base/1")).hasContent("own");
    }

    private Said start(Map<String, String> more) throws IOException, InterruptedException {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        variables.put("PGDATA", data.toString());
        variables.put("POSTGRES_PASSWORD", "a password");
        ProcessBuilder builder = new ProcessBuilder("bash", START, "postgres")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(variables);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Said(process.waitFor(), text);
    }
}
