package dev.claviger.local.launcher;

import dev.claviger.local.suite.Suite;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stops the suite in good order whenever this process ends: by itself, by Ctrl-C or by SIGTERM. It says the exit code
 * then, because a signal's own code would call a stop in good order a failure.
 */
final class Shutdown {
    private static final int NOT_DONE = 1;

    private final AtomicInteger exitCode = new AtomicInteger(NOT_DONE);

    private Shutdown() {}

    /** From now on the end of this process stops the suite and runs what is to be done afterwards. */
    static Shutdown of(Suite suite, Screen screen, Runnable afterwards) {
        Shutdown shutdown = new Shutdown();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> shutdown.stop(suite, screen, afterwards), "stop-suite"));
        return shutdown;
    }

    /** Sets the code with which this process ends; without it, what it was to do is not done. */
    void exitWith(int code) {
        exitCode.set(code);
    }

    /** Keeps the calling thread until a signal comes. */
    static void awaitSignal() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private void stop(Suite suite, Screen screen, Runnable afterwards) {
        int code = exitCode.get();
        try {
            screen.say("Stopping …");
            suite.close();
            afterwards.run();
            screen.say("Stopped.");
        } catch (RuntimeException failed) {
            screen.wrong(String.valueOf(failed.getMessage()));
            code = NOT_DONE;
        }
        Runtime.getRuntime().halt(code);
    }
}
