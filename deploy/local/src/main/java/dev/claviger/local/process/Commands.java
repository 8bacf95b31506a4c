package dev.claviger.local.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds and runs small programs of the system. */
public final class Commands {
    private Commands() {}

    /** Looks for an executable on the PATH. */
    public static Optional<String> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    public static boolean succeeds(List<String> command) {
        try {
            return run(command).exitCode() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    /** Runs the command to its end; what it writes to either stream is the output. */
    public static Result run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Result(process.waitFor(), output);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new LocalFailure("Interrupted while running " + command.getFirst(), stopped);
        }
    }

    /** What a program left behind. */
    public record Result(int exitCode, String output) {}
}
