package dev.claviger.audit.detection;

import dev.claviger.audit.detection.Detector.Question;
import dev.claviger.audit.detection.Detector.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The months in which what a rule looks at was received, written into its query: the parts of the trail are months, and those outside are
 * then not even planned for. As months the text changes rarely, so that the database plans it once and not for every stretch.
 *
 * @param past the first month of what came before the entries; null where a rule looks back as far as there is anything
 * @param entries the first month of the entries themselves
 * @param end the first month that is too late
 */
record Months(@Nullable LocalDate past, LocalDate entries, LocalDate end) {
    private static final String OF_THE_PAST = " trail h WHERE ";
    private static final String OF_ENTRIES = " trail t WHERE ";

    /** Of what came before, too. */
    private static final List<String> OF_SECRETS = List.of(" trail_secret s ON ", " trail_secret s WHERE ");

    /** Entries may say that they happened a little later than they were received. */
    private static final Duration SKEW = Duration.ofDays(1);

    private static final Duration TOKENS = Duration.ofDays(100);
    private static final Duration ENDS = Duration.ofDays(400);
    private static final Duration JOBS = Duration.ofDays(31);
    private static final Duration ID_TOKENS = Duration.ofDays(31);

    static Months of(Question rule, Stretch stretch, Instant now) {
        Instant first = stretch.entries().stream()
                .map(Seen::at)
                .min(Instant::compareTo)
                .orElse(now)
                .minus(SKEW);
        @Nullable Duration back = back(rule);
        return new Months(
                back == null ? null : month(first.minus(back)),
                month(first),
                month(now.plus(SKEW)).plusMonths(1));
    }

    /** How far a rule looks back; null where that has no bound. */
    private static @Nullable Duration back(Question rule) {
        return switch (rule.name()) {
            case "R04" -> Duration.ofDays(Math.max(rule.first(), rule.second() + 30));
            case "R14" -> Duration.ofDays(rule.first());
            case "R05" -> TOKENS;
            case "R06.job" -> JOBS;
            case "R09" -> ENDS;
            case "R10" -> null;
            case "R18" -> ID_TOKENS;
            default -> Duration.ofSeconds(rule.second());
        };
    }

    private static LocalDate month(Instant moment) {
        return YearMonth.from(moment.atOffset(ZoneOffset.UTC)).atDay(1);
    }

    String within(String query) {
        String bounded = query.replace(OF_ENTRIES, OF_ENTRIES + bounds("t", entries))
                .replace(OF_THE_PAST, OF_THE_PAST + bounds("h", past));
        for (String secrets : OF_SECRETS) {
            bounded = bounded.replace(secrets, secrets + bounds("s", past));
        }
        return bounded;
    }

    private String bounds(String table, @Nullable LocalDate first) {
        String until = "%s.received_at < timestamptz '%s 00:00:00+00' AND ".formatted(table, end);
        return first == null
                ? until
                : "%s.received_at >= timestamptz '%s 00:00:00+00' AND ".formatted(table, first) + until;
    }
}
