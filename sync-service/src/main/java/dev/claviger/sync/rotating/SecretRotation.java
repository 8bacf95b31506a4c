package dev.claviger.sync.rotating;

import dev.claviger.sync.rotationtarget.RotationKind;
import dev.claviger.sync.rotationtarget.RotationParameters;
import dev.claviger.sync.vault.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rotation as it is stored.
 *
 * @param connectionId null for kinds without a connection, as {@code connectionName}
 * @param mapping part of a credential to name of its secret
 * @param interval in days
 * @param secretIds those that it writes, as far as they are known
 */
public record SecretRotation(
        UUID id,
        UUID orgId,
        RotationKind kind,
        String name,
        @Nullable String description,
        @Nullable UUID connectionId,
        @Nullable String connectionName,
        RotationParameters parameters,
        Map<String, String> mapping,
        Source source,
        Set<UUID> secretIds,
        boolean isAuto,
        int interval,
        RotateAt rotateAt,
        int activeIndex,
        int version,
        Instant createdAt,
        Instant updatedAt,
        LastRotation last) {
    public SecretRotation {
        mapping = Collections.unmodifiableMap(new LinkedHashMap<>(mapping));
        secretIds = Set.copyOf(secretIds);
    }

    /**
     * How the last rotation went.
     *
     * @param status {@code success} or {@code failed}; null before the first has ended
     * @param nextAt null when nobody rotates by the clock
     */
    public record LastRotation(
            @Nullable String status,
            @Nullable String message,
            @Nullable UUID jobId,
            boolean isManual,
            @Nullable Instant rotatedAt,
            @Nullable Instant attemptedAt,
            @Nullable Instant nextAt) {
        public static final LastRotation NONE = new LastRotation(null, null, null, false, null, null, null);
    }

    public UUID projectId() {
        return source.projectId();
    }

    /** How old a credential may get that ends by itself; empty where none does. */
    Optional<Duration> oldest() {
        return parameters.oldest(interval);
    }

    /** The same, with the next rotation counted from the last one as it is known by now. */
    SecretRotation after(LastRotation known) {
        @Nullable Instant rotated = known.rotatedAt();
        LastRotation counted = new LastRotation(
                known.status(),
                known.message(),
                known.jobId(),
                known.isManual(),
                rotated,
                known.attemptedAt(),
                rotated == null ? null : nextAfter(rotated));
        return new SecretRotation(
                id,
                orgId,
                kind,
                name,
                description,
                connectionId,
                connectionName,
                parameters,
                mapping,
                source,
                secretIds,
                isAuto,
                interval,
                rotateAt,
                activeIndex,
                version,
                createdAt,
                updatedAt,
                counted);
    }

    /** When it is rotated next after a rotation at this moment. */
    @Nullable
    Instant nextAfter(Instant moment) {
        return isAuto ? rotateAt.after(moment, interval) : null;
    }
}
