package dev.claviger.sync.rotating;

import dev.claviger.sync.rotationtarget.RotationKind;
import dev.claviger.sync.rotationtarget.RotationParameters;
import dev.claviger.sync.vault.Source;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rotation as it is stored.
 *
 * @param connectionId null for kinds without a connection, as {@code connectionName}
 * @param mapping part of a credential to name of its secret
 * @param interval in days
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

    /** Whether the credential in the secrets ends by itself so soon that consumers of the one before are not waited for. */
    boolean endsSoon(Instant now) {
        @Nullable Instant rotated = last.rotatedAt();
        return rotated != null
                && parameters
                        .oldest(interval)
                        .map(rotated::plus)
                        .filter(now::isAfter)
                        .isPresent();
    }

    /** When it is rotated next after a rotation at this moment. */
    @Nullable
    Instant nextAfter(Instant moment) {
        return isAuto ? rotateAt.after(moment, interval) : null;
    }
}
