package dev.claviger.local.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.time.Duration;

/** Where people read what happens. */
final class Screen {
    private final PrintStream out;
    private final long begin = System.nanoTime();

    private Screen(PrintStream out) {
        this.out = out;
    }

    static Screen standard() {
        return new Screen(new PrintStream(System.out, true, UTF_8));
    }

    void say(String line) {
        out.println(line);
    }

    void blank() {
        out.println();
    }

    /** Says a step of something that takes a while, with the seconds since the beginning. */
    void step(String line) {
        out.printf("[%5.1f s] %s%n", sinceBegin().toMillis() / 1000.0, line);
    }

    Duration sinceBegin() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Says what went wrong, on standard error. */
    void wrong(String line) {
        out.flush();
        System.err.println("✗ " + line);
    }
}
