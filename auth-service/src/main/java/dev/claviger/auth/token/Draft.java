package dev.claviger.auth.token;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token that is signed and not yet handed out.
 *
 * @param end null for a token without one
 */
record Draft(
        UUID id,
        Login login,
        long ceiling,
        Instant now,
        @Nullable Instant end,
        TokenAnswer answer) {}
