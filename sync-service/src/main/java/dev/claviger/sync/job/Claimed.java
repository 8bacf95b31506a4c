package dev.claviger.sync.job;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run that this replica does.
 *
 * @param owner names this claim; whoever takes the run over has another one
 * @param isFull whether to look at the destination even when nothing changed at the source
 * @param attempts including this one
 * @param sourceDigest of what was wanted when all of it was there last
 */
public record Claimed(
        UUID syncId,
        JobKind kind,
        UUID jobId,
        UUID owner,
        boolean isFull,
        int attempts,
        @Nullable String sourceDigest,
        Instant ranAt) {}
