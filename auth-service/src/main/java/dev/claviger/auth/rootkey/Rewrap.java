package dev.claviger.auth.rootkey;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sealing all that is stored anew under one root key.
 *
 * @param rootKey the root key that was the first one where the rewrap was started; replicas that are restarted one by one do not agree on
 *     the first
 * @param orgId the organisation of whoever started it
 * @param problem why the last step failed; it is tried again
 */
record Rewrap(
        UUID id,
        String rootKey,
        UUID orgId,
        Starter starter,
        Progress progress,
        @Nullable String problem,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant endedAt) {

    /** Who asked for it. */
    record Starter(String id, String name) {}
}
