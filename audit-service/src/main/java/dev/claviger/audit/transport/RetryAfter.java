package dev.claviger.audit.transport;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** How long a receiver asks to be left alone (RFC 9110 section 10.2.3). */
public final class RetryAfter {
    private static final Duration MOST = Duration.ofHours(1);

    private RetryAfter() {}

    /** Seconds or a date; nothing that makes sense is zero, and more than an hour is an hour. */
    public static Duration read(@Nullable String header, Instant now) {
        Duration asked = header == null ? Duration.ZERO : parse(header.strip(), now);
        if (asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(MOST) > 0 ? MOST : asked;
    }

    private static Duration parse(String header, Instant now) {
        if (header.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(header));
        }
        try {
            return Duration.between(
                    now,
                    ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException garbage) {
            return Duration.ZERO;
        }
    }
}
