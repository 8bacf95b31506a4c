package dev.claviger.local.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A child process that takes the end of its standard input as the order to stop. The system closes that pipe when this
 * process ends in any way, so no child outlives it.
 *
 * <p>It gets a session of its own where the system can do that: Ctrl-C in a terminal then reaches only the launcher, which
 * stops things in order.
 */
final class Child {
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
    static Child start(String name, List<String> command, Path log) {
        try {
            long logStart = Files.exists(log) ? Files.size(log) : 0;
            Process process = new ProcessBuilder(inOwnSession(command))
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new Child(name, process, log, logStart);
        } catch (IOException refused) {
            throw new EngineFailure("%s cannot start: %s".formatted(name, refused.getMessage()), refused);
        }
    }

    private static List<String> inOwnSession(List<String> command) {
        return Stream.concat(Commands.find("setsid").stream(), command.stream()).toList();
    }

    BufferedReader output() {
        return process.inputReader();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits and tells whether the process has ended. */
    boolean endsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new EngineFailure("Interrupted while waiting for " + name, stopped);
        }
    }

    /** Lets the process stop in good order; one that does not is killed. */
    void stop(Duration patience) {
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
    void kill() {
        List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
        family.addFirst(process.toHandle());
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(member -> member.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    /** What the process said in the log since its start: the last lines. */
    String lastWords() {
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

    EngineFailure diedAtStart() {
        return new EngineFailure("%s ended while it started. The end of %s:%n%s".formatted(name, log, lastWords()));
    }

    EngineFailure tooSlow(Duration limit) {
        return new EngineFailure(
                "%s was not ready after %d s. The end of %s:%n%s".formatted(name, limit.toSeconds(), log, lastWords()));
    }
}
