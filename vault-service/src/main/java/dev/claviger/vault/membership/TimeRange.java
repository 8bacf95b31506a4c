package dev.claviger.vault.membership;

import dev.claviger.kernel.http.InvalidInput;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts such as {@code 1h}, {@code 30m}, {@code 7 days} (the grammar of the npm package ms, http-api.md 1.7). */
final class TimeRange {
    private static final int MAX_LENGTH = 32;
    private static final Duration MOST = Duration.ofDays(3653);
    private static final Pattern GRAMMAR = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?) *([a-z]*)");
    private static final BigDecimal MILLIS_PER_YEAR = new BigDecimal("31557600000");

    private TimeRange() {}

    /** More than nothing and at most ten years; refuses everything else with {@link InvalidInput}. */
    static Duration parse(String field, @Nullable String text) {
        String given = text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
        Matcher parts = GRAMMAR.matcher(given);
        if (given.length() > MAX_LENGTH || !parts.matches()) {
            throw refusal(field);
        }
        BigDecimal millis = new BigDecimal(parts.group(1)).multiply(unit(field, parts.group(2)));
        if (millis.compareTo(BigDecimal.ONE) < 0 || millis.compareTo(BigDecimal.valueOf(MOST.toMillis())) > 0) {
            throw refusal(field);
        }
        return Duration.ofMillis(millis.setScale(0, RoundingMode.DOWN).longValueExact());
    }

    private static BigDecimal unit(String field, String word) {
        return switch (word) {
            case "", "ms", "msec", "msecs", "millisecond", "milliseconds" -> BigDecimal.ONE;
            case "s", "sec", "secs", "second", "seconds" -> BigDecimal.valueOf(1_000);
            case "m", "min", "mins", "minute", "minutes" -> BigDecimal.valueOf(60_000);
            case "h", "hr", "hrs", "hour", "hours" -> BigDecimal.valueOf(3_600_000);
            case "d", "day", "days" -> BigDecimal.valueOf(86_400_000);
            case "w", "week", "weeks" -> BigDecimal.valueOf(604_800_000);
            case "y", "yr", "yrs", "year", "years" -> MILLIS_PER_YEAR;
            default -> throw refusal(field);
        };
    }

    private static InvalidInput refusal(String field) {
        return InvalidInput.of(field, "Must be a duration such as 1h, more than nothing and at most ten years");
    }
}
