package dev.claviger.vault.permission;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A role that somebody holds; one with a start and an end counts from the start on and until just before the end. */
record RoleGrant(
        BuiltInRole role, @Nullable Instant from, @Nullable Instant until) {

    boolean isTemporary() {
        return from != null || until != null;
    }

    boolean isActive(Instant now) {
        return (from == null || !now.isBefore(from)) && (until == null || now.isBefore(until));
    }
}
