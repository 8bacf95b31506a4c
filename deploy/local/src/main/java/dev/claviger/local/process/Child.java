package dev.claviger.local.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A child process that takes the end of its standard input as the order to stop. The system closes that pipe when this
 * process ends in any way, so no child outlives it. A program that does not watch its standard input is started
 * {@link #withSwitch with a switch} that does.
 *
 * <p>It gets a session of its own where the system can do that: Ctrl-C in a terminal then reaches only the launcher, which
 * stops things in order.
 */
public final class Child {
    /** Runs a program beside a reader of standard input that sends it a signal at the end. What it says is log. */
    private static final String DEAD_MANS_SWITCH = """
            signal=$1
            shift
            exec 3<&0
            "$@" </dev/null 3<&- >&2 &
            program=$!
            echo "$program"
            { read -r _ <&3; kill -s "$signal" "$program"; } 2>/dev/null &
            switch=$!
            wait "$program"
            code=$?
            kill "$switch" 2>/dev/null
            exit "$code"
            """;

    private static final int TAIL_LINES = 20;

    private final String name;
    private final Process process;
    private final Path log;
    private final long logStart;

    private Child(String name, Process process, Path log, long logStart) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.logStart = logStart;
    }

    /** Starts the command; its standard error goes to the end of the log, its standard output is for {@link #output}. */
    public static Child start(String name, List<String> command, Path log) {
        return start(name, command, System.getenv(), log);
    }

    /** The same, with exactly this environment. */
    public static Child start(String name, List<String> command, Map<String, String> environment, Path log) {
        try {
            long logStart = Files.exists(log) ? Files.size(log) : 0;
            ProcessBuilder builder = new ProcessBuilder(inOwnSession(command))
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().clear();
            builder.environment().putAll(environment);
            return new Child(name, builder.start(), log, logStart);
        } catch (IOException refused) {
            throw new LocalFailure("%s cannot start: %s".formatted(name, refused.getMessage()), refused);
        }
    }

    /** Returns a command that runs the given one and sends it the signal, {@code INT} say, when it shall stop. */
    public static List<String> withSwitch(String signal, List<String> command) {
        return Stream.concat(
                        Stream.of("sh", "-c", DEAD_MANS_SWITCH, command.getFirst() + "-switch", signal),
                        command.stream())
                .toList();
    }

    private static List<String> inOwnSession(List<String> command) {
        return Stream.concat(Commands.find("setsid").stream(), command.stream()).toList();
    }

    /** What the process says on standard output, for one that has no switch. */
    public BufferedReader output() {
        return process.inputReader();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit code when the process has ended. */
    public CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Returns the number of the program behind a switch. To be asked once, for the switch says it once. */
    public long programId() {
        try {
            String said = process.inputReader().readLine();
            if (said == null) {
                throw diedAtStart();
            }
            return Long.parseLong(said);
        } catch (IOException broken) {
            throw new LocalFailure("%s cannot start: %s".formatted(name, broken.getMessage()), broken);
        }
    }

    /** Waits and tells whether the process has ended. */
    public boolean endsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new LocalFailure("Interrupted while waiting for " + name, stopped);
        }
    }

    /** Lets the process stop in good order; one that does not is killed. */
    public void stop(Duration patience) {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyClosed) {
            // it ended by itself, which is what we want
        }
        if (!endsWithin(patience)) {
            kill();
        }
    }

    /** Kills the process and all it started, and waits until they are gone. */
    public void kill() {
        List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
        family.addFirst(process.toHandle());
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(member -> member.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    /** What the process said in the log since its start: the last lines. */
    public String lastWords() {
        try {
            byte[] all = Files.readAllBytes(log);
            int from = (int) Math.min(logStart, all.length);
            List<String> lines =
                    new String(all, from, all.length - from, UTF_8).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException unreadable) {
            return "(the log %s cannot be read)".formatted(log);
        }
    }

    public LocalFailure diedAtStart() {
        return new LocalFailure("%s ended while it started. The end of %s:%n%s".formatted(name, log, lastWords()));
    }

    public LocalFailure tooSlow(Duration limit) {
        return new LocalFailure(
                "%s was not ready after %d s. The end of %s:%n%s".formatted(name, limit.toSeconds(), log, lastWords()));
    }
}
