package dev.claviger.local.launcher;

import dev.claviger.local.suite.Suite;
import java.util.concurrent.CountDownLatch;

/** Stops the suite in good order when somebody presses Ctrl-C or sends SIGTERM. */
final class Shutdown {
    private static final int STOPPED_IN_ORDER = 0;

    private Shutdown() {}

    /** From now on a signal stops the suite, runs what is to be done afterwards, and ends this process with code 0. */
    static void onSignal(Suite suite, Screen screen, Runnable afterwards) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            screen.blank();
                            screen.say("Stopping …");
                            suite.close();
                            afterwards.run();
                            screen.say("Stopped.");
                            Runtime.getRuntime().halt(STOPPED_IN_ORDER);
                        },
                        "stop-suite"));
    }

    /** Keeps the calling thread until a signal comes. */
    static void awaitSignal() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
