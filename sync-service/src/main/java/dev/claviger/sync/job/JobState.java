package dev.claviger.sync.job;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How the last run of a kind went, or how far it is.
 *
 * @param status one of those of http-api.md 7.2
 * @param message why it failed
 * @param succeededAt when one of this kind last did all it should
 */
public record JobState(
        String status,
        UUID jobId,
        @Nullable String message,
        @Nullable Instant succeededAt) {}
