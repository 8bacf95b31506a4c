package dev.claviger.sync.blast;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The part of a report that is worked with here.
 *
 * @param leases logins on demand that were given to whatever leaked
 * @param untraced how many leaked versions were not followed; null from an older audit-service, which did not count them
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record BlastReport(
        String subject,
        Instant from,
        Instant to,
        Instant made,
        int open,
        List<Exposure> secrets,
        List<Lease> leases,
        List<String> missing,
        @Nullable Long untraced,
        boolean complete) {

    @SuppressWarnings("NullAway") // what an older audit-service leaves out
    public BlastReport {
        secrets = List.copyOf(Objects.requireNonNullElse(secrets, List.of()));
        leases = List.copyOf(Objects.requireNonNullElse(leases, List.of()));
        missing = List.copyOf(Objects.requireNonNullElse(missing, List.of()));
    }

    /** Whether it shows all there is and followed each leaked version. */
    public boolean isWhole() {
        return complete && untraced != null && untraced == 0;
    }

    /**
     * A version of a secret that was within reach.
     *
     * @param times how often it was seen
     * @param rotated the version after it; null while there is none
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Exposure(
            UUID secretId,
            String key,
            int version,
            @Nullable String projectId,
            String environment,
            String secretPath,
            long times,
            @Nullable Next rotated,
            @Nullable Instant deletedAt,
            @Nullable List<Place> places) {

        /** Whether the leaked version is the one that is in use. */
        public boolean isOpen() {
            return rotated == null && deletedAt == null;
        }
    }

    /** A newer version, and since when the log knows it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Next(int version, Instant at) {}

    /** Where else the value is used. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Place(String how, String environment, String secretPath) {}

    /** A login that was given. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Lease(UUID leaseId, String name, @Nullable String projectId, String environment, String secretPath) {}
}
