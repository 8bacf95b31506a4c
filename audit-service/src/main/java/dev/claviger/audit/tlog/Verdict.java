package dev.claviger.audit.tlog;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What the check of one entry found (audit-log.md 2.5).
 *
 * @param eventId empty where it could not be found out
 * @param log the origin of the log that it is in; null where it is in none
 * @param index the leaf in that log
 * @param reason what is wrong, where something is
 * @param purge what the log says of the payload's removal; null where it is not gone
 */
public record Verdict(
        String eventId,
        Answer answer,
        @Nullable String log,
        @Nullable Long index,
        @Nullable String reason,
        @Nullable Purge purge) {

    /**
     * What a leaf says of a removal.
     *
     * @param kind {@code retention} or {@code erasure}
     * @param retentionClass whose time has passed
     * @param by the id of who wanted it, or {@code platform}
     */
    public record Purge(String kind, String retentionClass, String by) {}

    /** Only the first two are good. */
    public enum Answer {
        /** The log has signed just this. */
        VERIFIED("verified"),
        /** The payload is gone, and the log says so. */
        ERASED("payload erased by policy"),
        /** The payload is gone, and nothing says so. */
        MISSING("payload missing without a purge record"),
        /** Not what the log has signed. */
        MISMATCH("mismatch"),
        /** There is no such entry, or none that is signed yet. */
        NOT_FOUND("not found");

        private final String text;

        Answer(String text) {
            this.text = text;
        }

        @JsonValue
        public String text() {
            return text;
        }
    }
}
