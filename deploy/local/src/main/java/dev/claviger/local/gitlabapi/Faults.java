package dev.claviger.local.gitlabapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The faults that are still to come. */
final class Faults {
    private final List<Armed> armed = new ArrayList<>();

    private static final class Armed {
        final Fault fault;
        int seen;

        Armed(Fault fault) {
            this.fault = fault;
        }
    }

    void add(Fault fault) {
        armed.add(new Armed(fault));
    }

    void clear() {
        armed.clear();
    }

    /** Counts the call for every fault, and returns one whose turn it is. */
    Optional<Fault> next(String method, String path) {
        Optional<Fault> due = Optional.empty();
        for (Armed each : armed) {
            if (each.fault.concerns(method, path)) {
                each.seen++;
                boolean itsTurn = each.seen >= each.fault.nth() && each.seen < each.fault.nth() + each.fault.times();
                due = due.isEmpty() && itsTurn ? Optional.of(each.fault) : due;
            }
        }
        return due;
    }
}
