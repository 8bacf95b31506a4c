package dev.claviger.audit.blast;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A version of a secret that was within reach.
 *
 * @param times how often it was read or written by what leaked; 0 where the leak is the value itself
 * @param owner who wrote this version; null where the log does not reach back so far
 * @param rotated the version that replaced it; null while it is still the newest
 * @param deletedAt when the secret was deleted, if it was
 * @param places where else its value is used; null when that could not be told
 */
record Exposure(
        UUID secretId,
        String key,
        int version,
        @Nullable String projectId,
        String environment,
        String secretPath,
        long times,
        @Nullable Instant firstAt,
        @Nullable Instant lastAt,
        @Nullable Owner owner,
        @Nullable Rotation rotated,
        @Nullable Instant deletedAt,
        @Nullable List<Place> places) {

    /** Who wrote a version, and when. */
    record Owner(String type, String id, String name, Instant at) {}

    /** A newer version, and since when the log knows of it. */
    record Rotation(int version, Instant at) {}

    /**
     * Where a value is used.
     *
     * @param how {@code reference}, or {@code import} of its folder
     */
    record Place(
            String how,
            String environment,
            String secretPath,
            @Nullable String secretKey) {}

    SecretVersion secretVersion() {
        return new SecretVersion(secretId, version);
    }

    /** Somebody has to do something about it. */
    boolean isOpen() {
        return rotated == null && deletedAt == null;
    }

    Exposure with(@Nullable List<Place> found) {
        return new Exposure(
                secretId,
                key,
                version,
                projectId,
                environment,
                secretPath,
                times,
                firstAt,
                lastAt,
                owner,
                rotated,
                deletedAt,
                found);
    }
}
