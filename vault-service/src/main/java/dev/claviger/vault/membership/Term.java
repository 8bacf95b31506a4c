package dev.claviger.vault.membership;

import dev.claviger.kernel.http.InvalidInput;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** How long something temporary counts: from the start until just before the end; the range is the text it was given as. */
public record Term(String range, Instant start, Instant end) {
    private static final Instant LATEST = Instant.parse("2970-01-01T00:00:00Z");

    /** Reads the words of requests (http-api.md 6.6); refuses with {@link InvalidInput}. */
    public static Term parse(String prefix, @Nullable String range, @Nullable String startTime) {
        var length = TimeRange.parse(prefix + "temporaryRange", range);
        Instant start = start(prefix + "temporaryAccessStartTime", startTime);
        return new Term(String.valueOf(range).strip(), start, start.plus(length));
    }

    /** One that begins at that time. */
    public static Term from(String field, @Nullable String range, Instant start) {
        return new Term(String.valueOf(range).strip(), start, start.plus(TimeRange.parse(field, range)));
    }

    public Duration length() {
        return Duration.between(start, end);
    }

    private static Instant start(String field, @Nullable String text) {
        try {
            Instant start = Instant.parse(String.valueOf(text));
            if (start.isBefore(Instant.EPOCH) || start.isAfter(LATEST)) {
                throw InvalidInput.of(field, "Must be between 1970 and 2970");
            }
            return start;
        } catch (DateTimeParseException e) {
            throw InvalidInput.of(field, "Must be a time of RFC 3339");
        }
    }
}
