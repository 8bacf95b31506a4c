package dev.claviger.vault.permission;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules that somebody holds; those with a start and an end count from the start on and until just before the end. */
public record Holding(
        Source source,
        List<Rule> rules,
        @Nullable Instant from,
        @Nullable Instant until) {
    public Holding {
        rules = List.copyOf(rules);
    }

    public boolean isTemporary() {
        return from != null || until != null;
    }

    public boolean isActive(Instant now) {
        return (from == null || !now.isBefore(from)) && (until == null || now.isBefore(until));
    }

    /** Whether it will never count again. */
    boolean isOver(Instant now) {
        return until != null && !now.isBefore(until);
    }

    /** Whether it counts whenever the other one does. */
    boolean outlasts(Holding other) {
        boolean begins = from == null || (other.from != null && !from.isAfter(other.from));
        boolean ends = until == null || (other.until != null && !until.isBefore(other.until));
        return begins && ends;
    }
}
