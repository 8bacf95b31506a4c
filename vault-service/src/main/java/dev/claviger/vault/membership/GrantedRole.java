package dev.claviger.vault.membership;

import dev.claviger.vault.permission.BuiltInRole;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A role of a membership.
 *
 * @param term null for a role that lasts
 */
record GrantedRole(UUID id, BuiltInRole role, @Nullable Term term, Instant createdAt, Instant updatedAt) {

    /** How long a temporary role counts: from the start until just before the end; the range is the text it was given as. */
    record Term(String range, Instant start, Instant end) {}
}
