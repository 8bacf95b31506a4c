package dev.claviger.audit.blast;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of a version of a secret, as far as the log tells; null for what it does not. */
record VersionHistory(
        SecretVersion of,
        @Nullable Place place,
        Exposure.@Nullable Owner owner,
        Exposure.@Nullable Rotation rotated,
        @Nullable Instant deletedAt) {

    /** Where the log saw it first. */
    record Place(String key, @Nullable String projectId, String environment, String secretPath) {}
}
