package dev.claviger.sync.dynamicsecret;

import dev.claviger.kernel.http.Validation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a lease lasts, as it was written: {@code 90s}, {@code 30m}, {@code 1h}, {@code 7 days} (http-api.md 1.7). A number alone counts
 * milliseconds, and a year has 365.25 days, as in the clients' grammar.
 */
public record Ttl(String text, Duration duration) {
    /** Nothing lasts longer, renewed or not. */
    public static final Duration LONGEST = Duration.ofDays(3652).plusHours(12);

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Ttl NONE = new Ttl("1m", SHORTEST);
    private static final Pattern GRAMMAR =
            Pattern.compile("([0-9]{1,15}|[0-9]{0,15}\\.[0-9]{1,15}) *([a-z]*)", Pattern.CASE_INSENSITIVE);

    /** Notes an issue when it is absent, no duration, or not between one minute and ten years. */
    public static Ttl required(Validation valid, String field, @Nullable String text) {
        return read(valid, field, valid.text(field, text)).orElse(NONE);
    }

    /** Empty when absent; notes the same issues otherwise. */
    public static Optional<Ttl> optional(Validation valid, String field, @Nullable String text) {
        return text == null || text.isBlank() ? Optional.empty() : read(valid, field, text.strip());
    }

    private static Optional<Ttl> read(Validation valid, String field, String text) {
        Optional<Ttl> read = parse(text);
        valid.check(
                read.isPresent() || text.isEmpty(),
                field,
                "Must be a duration between 1m and 10y, such as 90s, 30m, 1h or 7d");
        return read;
    }

    /** What was stored was checked before. */
    static Ttl stored(String text) {
        return parse(text).orElseThrow(() -> new IllegalStateException("a stored duration is none"));
    }

    private static Optional<Ttl> parse(String text) {
        Matcher matcher = GRAMMAR.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return millis(matcher.group(2).toLowerCase(Locale.ROOT))
                .map(unit -> new BigDecimal(matcher.group(1)).multiply(unit))
                .filter(millis -> isWithin(millis, SHORTEST, LONGEST))
                .map(millis -> new Ttl(
                        text,
                        Duration.ofMillis(millis.setScale(0, RoundingMode.DOWN).longValueExact())));
    }

    private static boolean isWithin(BigDecimal millis, Duration least, Duration most) {
        return millis.compareTo(BigDecimal.valueOf(least.toMillis())) >= 0
                && millis.compareTo(BigDecimal.valueOf(most.toMillis())) <= 0;
    }

    private static Optional<BigDecimal> millis(String unit) {
        return switch (unit) {
            case "", "ms", "msec", "msecs", "millisecond", "milliseconds" -> Optional.of(BigDecimal.ONE);
            case "s", "sec", "secs", "second", "seconds" -> seconds(1);
            case "m", "min", "mins", "minute", "minutes" -> seconds(60);
            case "h", "hr", "hrs", "hour", "hours" -> seconds(3_600);
            case "d", "day", "days" -> seconds(86_400);
            case "w", "week", "weeks" -> seconds(604_800);
            case "y", "yr", "yrs", "year", "years" -> seconds(31_557_600);
            default -> Optional.empty();
        };
    }

    private static Optional<BigDecimal> seconds(long seconds) {
        return Optional.of(BigDecimal.valueOf(seconds * 1_000));
    }
}
