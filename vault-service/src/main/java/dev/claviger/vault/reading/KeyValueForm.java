package dev.claviger.vault.reading;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The two engines whose answers clients of Vault read. */
enum KeyValueForm {
    /** {@code data} is the values. */
    V1 {
        @Override
        Object data(Values values) {
            return values.byName();
        }
    },

    /** {@code data.data} is the values, {@code data.metadata} their version. */
    V2 {
        @Override
        Object data(Values values) {
            return new Versioned(values.byName(), new Metadata(values.changedAt(), null, "", false, values.version()));
        }
    };

    /**
     * What was read, in plain text, on its way out.
     *
     * @param version of the one secret, or the revision of the project
     */
    record Values(Map<String, String> byName, long version, Instant changedAt) {
        @Override
        public String toString() {
            return "Values[redacted]";
        }
    }

    /** Values and their version. */
    record Versioned(Map<String, String> data, Metadata metadata) {
        @Override
        public String toString() {
            return "Versioned[redacted]";
        }
    }

    /** About the version; it is never a deleted one. */
    record Metadata(
            @JsonProperty("created_time") Instant createdTime,
            @JsonProperty("custom_metadata") @Nullable Object customMetadata,
            @JsonProperty("deletion_time") String deletionTime,
            boolean destroyed,
            long version) {}

    abstract Object data(Values values);

    /** The frame of every answer of Vault; there are no leases. */
    record Frame(
            @JsonProperty("request_id") String requestId,
            @JsonProperty("lease_id") String leaseId,
            boolean renewable,
            @JsonProperty("lease_duration") int leaseDuration,
            Object data,
            @JsonProperty("wrap_info") @Nullable Object wrapInfo,
            @Nullable Object warnings,
            @Nullable Object auth) {
        static Frame of(String requestId, Object data) {
            return new Frame(requestId, "", false, 0, data, null, null, null);
        }
    }
}
