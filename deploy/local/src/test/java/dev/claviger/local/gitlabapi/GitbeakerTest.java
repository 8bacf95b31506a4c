package dev.claviger.local.gitlabapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.claviger.local.gitlab.GitLabSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The npm package {@code @gitbeaker/rest}, unmodified. It sends JSON, filters in bodies and pages by links. Skipped where Node is missing or
 * the package cannot be had.
 */
class GitbeakerTest {
    private static final String PACKAGE = "@gitbeaker/rest@43.8.0";

    @TempDir
    Path folder = Path.of("");

    @Test
    void lifeOfVariables() throws Exception {
        assumeTrue(run(Map.of(), "node", "--version").code() == 0, "Node is not installed");
        assumeTrue(
                run(Map.of(), "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", ".", PACKAGE)
                                .code()
                        == 0,
                PACKAGE + " cannot be installed");
        try (InputStream script =
                Objects.requireNonNull(GitbeakerTest.class.getResourceAsStream("/node/gitbeaker.mjs"))) {
            assertThat(Files.copy(script, folder.resolve("gitbeaker.mjs"))).isPositive();
        }
        try (GitLabSimulator gitlab = GitLabSimulator.start(Clock.systemUTC())) {
            String token = gitlab.api().personalToken(GitLabApi.MAINTAINER, "api");
            List<String> branches = List.of("main", "release/*");
            Guards guards = new Guards("public", false, false, "main", branches, List.of("production"), false);
            gitlab.api().guard(20, guards.with(guards.protectedBranches(), List.of(new Guards.Ref("v*", 30))));

            String tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(1).toString();

            Result result =
                    run(Map.of("HOST", gitlab.url(), "TOKEN", token, "TOMORROW", tomorrow), "node", "gitbeaker.mjs");

            assertThat(result.code()).as(result.output()).isZero();
            assertThat(result.output())
                    .contains("ok pages", "ok scopes", "ok delete", "ok errors", "ok groups", "ok tokens");
            assertThat(result.output()).contains("ok guards");
        }
    }

    private record Result(int code, String output) {}

    private Result run(Map<String, String> environment, String... command) throws InterruptedException {
        try {
            Path output = Files.createTempFile(folder, "output", ".txt");
            ProcessBuilder builder = new ProcessBuilder(List.of(command))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(-1, "took too long");
            }
            return new Result(process.exitValue(), Files.readString(output));
        } catch (IOException missing) {
            return new Result(-1, String.valueOf(missing.getMessage()));
        }
    }
}
