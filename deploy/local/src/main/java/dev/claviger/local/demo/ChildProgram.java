package dev.claviger.local.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.local.process.LocalFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The job's own program. It gets the secrets in its environment and says about each how long it is, nothing more. */
final class ChildProgram {
    private static final String SCRIPT = """
            for name in "$@"; do
              eval "value=\\${$name}"
              lines=$(printf '%s\\n' "$value" | wc -l)
              printf '%s = ******** (%d characters, %d lines)\\n' "$name" "${#value}" "$lines"
            done
            """;

    private ChildProgram() {}

    /** Runs the program with these variables and returns the lines that it prints. */
    static List<String> run(Map<String, String> variables) {
        ProcessBuilder builder = new ProcessBuilder(command(variables.keySet())).redirectErrorStream(true);
        builder.environment().putAll(variables);
        try {
            Process process = builder.start();
            return new String(process.getInputStream().readAllBytes(), UTF_8)
                    .lines()
                    .toList();
        } catch (IOException refused) {
            throw new LocalFailure("The job's program cannot start: " + refused.getMessage(), refused);
        }
    }

    /** Returns the line that the program prints about a variable with this value. */
    static String lineFor(String name, String value) {
        return "%s = ******** (%d characters, %d lines)"
                .formatted(name, value.length(), value.lines().count());
    }

    private static List<String> command(Collection<String> names) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "job"));
        command.addAll(names);
        return command;
    }
}
