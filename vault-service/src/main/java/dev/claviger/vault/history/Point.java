package dev.claviger.vault.history;

import dev.claviger.kernel.Moments;
import dev.claviger.kernel.http.InvalidInput;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A point in the history of a project: now, right after a commit, or a time. */
sealed interface Point {
    record Now() implements Point {}

    record Commit(UUID id) implements Point {}

    record Time(Instant time) implements Point {}

    /** Absent and {@code now} are now; else the id of a commit or a time of RFC 3339. */
    static Point parse(String field, @Nullable String text) {
        if (text == null || text.isBlank() || text.equals("now")) {
            return new Now();
        }
        try {
            return text.length() == 36 && text.charAt(8) == '-'
                    ? new Commit(UUID.fromString(text))
                    : new Time(Moments.dated(Instant.parse(text)));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw InvalidInput.of(field, "Must be the ID of a commit, a time of RFC 3339, or now");
        }
    }

    /** As it was asked for. */
    default String text() {
        return switch (this) {
            case Now now -> "now";
            case Commit(UUID id) -> id.toString();
            case Time(Instant time) -> time.toString();
        };
    }
}
