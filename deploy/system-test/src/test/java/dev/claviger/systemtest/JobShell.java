package dev.claviger.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.local.gitlab.PipelineKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs shell programs as a GitLab runner does: the variables of a job around them, the output in a log. */
record JobShell(Path folder, List<String> shell, Map<String, String> variables) {
    static final Path GITLAB = Path.of(System.getProperty("claviger.root", "../.."), "deploy", "gitlab")
            .toAbsolutePath()
            .normalize();
    static final String PROGRAM = GITLAB.resolve("claviger-job").toString();

    /** A finished program: its exit code, and what stands in the job log. */
    record Log(int code, String text) {}

    static JobShell of(Path folder, Jobs jobs, PipelineKind kind) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "CI_JOB_ID", "4711",
                "TMPDIR", folder.toString(),
                "CLAVIGER_URL", RunningSuite.suite().url(),
                "CLAVIGER_IDENTITY_ID", jobs.identity(),
                "CLAVIGER_PROJECT_ID", jobs.project(),
                "CLAVIGER_ENVIRONMENT", "dev",
                "CLAVIGER_BACKOFF", "0"));
        variables.put(
                "CLAVIGER_ID_TOKEN", RunningSuite.suite().gitlab().idTokens().issue(kind, Jobs.AUDIENCE));
        return new JobShell(folder, List.of("sh"), Map.copyOf(variables));
    }

    JobShell with(String name, String value) {
        Map<String, String> more = new HashMap<>(variables);
        more.put(name, value);
        return new JobShell(folder, shell, Map.copyOf(more));
    }

    JobShell in(String... other) {
        return new JobShell(folder, List.of(other), variables);
    }

    String idToken() {
        return String.valueOf(variables.get("CLAVIGER_ID_TOKEN"));
    }

    /** Runs {@code claviger-job} with these arguments. */
    Log job(String... arguments) throws IOException, InterruptedException {
        return finish(startJob(arguments));
    }

    Process startJob(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(PROGRAM));
        words.addAll(List.of(arguments));
        return start(words);
    }

    /** Runs lines of a {@code .gitlab-ci.yml}; the first that fails is the last. */
    Log script(String lines) throws IOException, InterruptedException {
        return finish(start(List.of("-ec", lines)));
    }

    Log finish(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the job took too long: " + log());
        }
        return new Log(process.exitValue(), log());
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("job.log"), UTF_8);
    }

    private Process start(List<String> words) throws IOException {
        List<String> command = new ArrayList<>(shell);
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("job.log").toFile());
        builder.environment().putAll(variables);
        return builder.start();
    }
}
