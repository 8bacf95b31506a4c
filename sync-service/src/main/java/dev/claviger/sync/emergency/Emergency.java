package dev.claviger.sync.emergency;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A leak and how it stands with it.
 *
 * @param subject what leaked, in the words of the report
 * @param grace how long consumers have between two rotations of one credential
 * @param found what the report said, without names
 * @param aftermath what the log said of the leaked versions in the end; null before
 */
record Emergency(
        UUID id,
        UUID orgId,
        String name,
        String subject,
        Status status,
        Duration grace,
        JsonObject found,
        Someone creator,
        @Nullable Someone starter,
        @Nullable String conclusion,
        @Nullable JsonObject aftermath,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    /** How far it is. */
    enum Status {
        /** Nothing was done yet. */
        PLANNED,
        /** Steps are taken. */
        RUNNING,
        /** All steps have ended. */
        CLOSED,
        /** Nothing more is done, although steps were left. */
        CANCELLED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }
}
