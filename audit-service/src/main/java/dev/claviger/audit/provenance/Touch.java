package dev.claviger.audit.provenance;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A version of a secret that was read or changed.
 *
 * @param projectId the project of the requests; of a secret that was referenced from another project, not its own
 * @param times how often
 */
public record Touch(
        UUID secretId,
        String key,
        int version,
        @Nullable String projectId,
        String environment,
        String secretPath,
        long times,
        Instant firstAt,
        Instant lastAt) {

    /** This and another of the same version. */
    public Touch and(Touch other) {
        return new Touch(
                secretId,
                key,
                version,
                projectId,
                environment,
                secretPath,
                times + other.times,
                firstAt.isBefore(other.firstAt) ? firstAt : other.firstAt,
                lastAt.isAfter(other.lastAt) ? lastAt : other.lastAt);
    }
}
