package dev.claviger.drills;

import java.util.List;

/** Something goes away under load and comes back: traffic before, during, after, and then the books. */
final class Interruption {
    private static final int SOME = 200;
    private static final int PATIENCE_SECONDS = 150;

    private Interruption() {}

    /** Breaks and mends; returns what is worth telling. */
    interface Fault {
        List<String> strike(Traffic traffic);
    }

    static Findings under(String drill, Stage stage, List<String> replicas, Fault fault) {
        Traffic traffic = Traffic.start(stage, replicas);
        List<String> notes;
        try (traffic) {
            awaitTraffic(traffic, "before");
            notes = fault.strike(traffic);
            awaitTraffic(traffic, "after");
        }
        return Findings.of(drill, stage, traffic, notes);
    }

    /** Some reads and writes that succeed. */
    static void awaitTraffic(Traffic traffic, String when) {
        if (!traffic.more(SOME, PATIENCE_SECONDS)) {
            throw new IllegalStateException("no service %s the fault".formatted(when));
        }
    }
}
