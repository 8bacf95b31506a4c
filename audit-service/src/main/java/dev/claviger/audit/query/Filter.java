package dev.claviger.audit.query;

import dev.claviger.audit.trail.UserAgentType;
import dev.claviger.audit.trail.Uuids;
import dev.claviger.kernel.Moments;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Outcome;
import dev.claviger.kernel.http.Validation;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a search is for. A text that is empty is no condition.
 *
 * @param texts the conditions that compare one text, by the name of their parameter
 * @param eventTypes empty for all
 * @param start inclusive
 * @param end inclusive
 * @param asked when; nothing was received later
 * @param after where the page before ended; null for the first
 */
public record Filter(
        Map<String, String> texts,
        List<String> eventTypes,
        Map<String, String> metadata,
        Instant start,
        Instant end,
        Instant asked,
        int offset,
        int limit,
        @Nullable Position after) {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 1000;
    private static final int MAX_OFFSET = 1_000_000;
    private static final int MOST_COMMITS = 500;
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,64}");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Set<String> ACTOR_TYPES = Set.of(
            "user",
            "identity",
            "service",
            "platform",
            "unknownUser",
            "scimClient",
            "kmipClient",
            "acmeProfile",
            "acmeAccount");

    public Filter {
        texts = Map.copyOf(texts);
        eventTypes = List.copyOf(eventTypes);
        metadata = Map.copyOf(metadata);
    }

    /** The text of a condition; empty where it was not set. */
    public String text(String name) {
        return texts.getOrDefault(name, "");
    }

    /** Names that are in no list; they may still be in the trail. */
    List<String> unfamiliarNames() {
        return eventTypes.stream().filter(name -> !EventNames.isKnown(name)).toList();
    }

    /** Tells what was searched for, without what was found. */
    public AccessEvent describe(AccessEvent event) {
        AccessEvent described = event.with("startDate", start)
                .with("endDate", end)
                .with("offset", offset)
                .with("limit", limit);
        return describeConditions(after == null ? described : described.with("afterIndex", after.index()));
    }

    /** The same without time and pages. */
    public AccessEvent describeConditions(AccessEvent event) {
        AccessEvent described = event;
        for (Map.Entry<String, String> condition : texts.entrySet()) {
            described = described.with(condition.getKey(), condition.getValue());
        }
        if (!eventTypes.isEmpty()) {
            described = described.with("eventType", String.join(",", eventTypes));
        }
        return metadata.isEmpty() ? described : described.with("eventMetadata", metadata);
    }

    /** Narrowed to one project, whatever was asked. */
    public Filter within(UUID projectId) {
        Map<String, String> narrowed = new LinkedHashMap<>(texts);
        narrowed.put("projectId", projectId.toString());
        return new Filter(narrowed, eventTypes, metadata, start, end, asked, offset, limit, after);
    }

    /** The same search from there on, with pages of that size. */
    public Filter page(@Nullable Position from, int size) {
        return new Filter(texts, eventTypes, metadata, start, end, asked, 0, size, from);
    }

    /** How long the time of a question may be. */
    public enum Span {
        /** From the last midnight, at most three months: as clients of the API know it. */
        SEARCH(3),
        /** The last ninety days, or as long as there is a log. */
        INQUIRY(1200);

        private static final int INQUIRY_DAYS = 90;
        private final int months;

        Span(int months) {
            this.months = months;
        }

        /** What is summed up, or comes whole, has no pages. */
        private void checkPages(Validation check, AuditLogParams query) {
            check.check(
                    this == SEARCH || query.hasNoPage(),
                    "limit",
                    "There are no pages here: leave out limit, offset and cursor");
        }

        private Instant start(Instant end) {
            return this == SEARCH ? end.truncatedTo(ChronoUnit.DAYS) : end.minus(INQUIRY_DAYS, ChronoUnit.DAYS);
        }

        private void check(Validation check, Instant start, Instant end) {
            check.check(!start.isAfter(end), "startDate", "Must not be after endDate");
            check.check(
                    !end.atOffset(ZoneOffset.UTC)
                            .minusMonths(months)
                            .toInstant()
                            .isAfter(start),
                    "endDate",
                    "Must be within %s after startDate".formatted(this == SEARCH ? "three months" : "a hundred years"));
        }
    }

    /**
     * Reads and checks the query, all but {@link #unfamiliarNames}; throws {@link dev.claviger.kernel.http.InvalidInput} with all that is
     * wrong, and {@link WrongCursor}.
     */
    public static Filter of(AuditLogParams query, UUID organisation, Span span, Clock clock) {
        Validation check = new Validation();
        Instant now = clock.instant();
        Instant end = time(check, "endDate", query.endDate, now);
        Instant start = time(check, "startDate", query.startDate, span.start(end));
        String cursor = check.text("cursor", query.cursor, "");
        span.check(check, start, end);
        Filter filter = new Filter(
                texts(check, query),
                eventTypes(check, query.eventType),
                metadata(check, query.eventMetadata),
                start,
                end,
                now,
                number(check, "offset", query.offset, 0, 0, MAX_OFFSET),
                number(check, "limit", query.limit, DEFAULT_LIMIT, 1, MAX_LIMIT),
                null);
        check.check(cursor.isEmpty() || filter.offset == 0, "cursor", "Cannot stand beside offset");
        span.checkPages(check, query);
        check.done();
        return cursor.isEmpty() ? filter : filter.from(Cursor.read(cursor, organisation, identity(query)));
    }

    private Filter from(Cursor cursor) {
        return new Filter(texts, eventTypes, metadata, cursor.start(), cursor.end(), asked, 0, limit, cursor.after());
    }

    /** The cursor behind the last entry of a page of this search. */
    String cursor(AuditLogParams query, UUID organisation, Found last) {
        return new Cursor(start, end, last.position()).text(organisation, identity(query));
    }

    /** All that makes a search another one: everything but the size of its pages and where they begin. */
    private static String identity(AuditLogParams query) {
        return query.conditions().toString();
    }

    private static Map<String, String> texts(Validation check, AuditLogParams query) {
        Map<String, String> texts = new LinkedHashMap<>();
        put(check, texts, "projectId", query.projectId);
        put(check, texts, "environment", query.environment);
        put(check, texts, "secretPath", query.secretPath);
        put(check, texts, "secretKey", query.secretKey);
        put(check, texts, "actor", query.actor);
        put(check, texts, "actorType", query.actorType);
        put(check, texts, "userAgentType", query.userAgentType);
        put(check, texts, "outcome", query.outcome);
        put(check, texts, "pipelineId", query.pipelineId);
        put(check, texts, "jobId", query.jobId);
        put(check, texts, "secretId", query.secretId);
        put(check, texts, "requestId", query.requestId);
        put(check, texts, "secretVersion", query.secretVersion);
        put(check, texts, "issuer", query.issuer);
        put(check, texts, "gitlabProjectId", query.gitlabProjectId);
        put(check, texts, "gitlabProjectPath", query.gitlabProjectPath);
        put(check, texts, "sha", query.sha == null ? null : commits(check, query.sha));
        put(check, texts, "ref", query.ref);
        put(check, texts, "runnerId", query.runnerId);
        put(check, texts, "gitlabUserId", query.gitlabUserId);
        put(check, texts, "gitlabUser", query.gitlabUser);
        put(check, texts, "ipAddress", query.ipAddress);
        formed(check, texts, "secretVersion", VERSION, "Must be a whole number from 1");
        check.check(
                !texts.containsKey("secretVersion") || texts.containsKey("secretId") || texts.containsKey("secretKey"),
                "secretVersion",
                "Needs secretId or secretKey beside it");
        check.check(
                !texts.containsKey("ipAddress")
                        || Network.read(texts.getOrDefault("ipAddress", "")).isPresent(),
                "ipAddress",
                "Must be an address, or a network like 10.0.0.0/8");
        known(check, texts, "actorType", ACTOR_TYPES.contains(texts.getOrDefault("actorType", "")));
        known(
                check,
                texts,
                "userAgentType",
                UserAgentType.byText(texts.getOrDefault("userAgentType", "")).isPresent());
        known(
                check,
                texts,
                "outcome",
                Stream.of(Outcome.values()).anyMatch(one -> one.text().equals(texts.get("outcome"))));
        known(
                check,
                texts,
                "secretId",
                Uuids.read(texts.getOrDefault("secretId", "")).isPresent());
        return texts;
    }

    private static void put(Validation check, Map<String, String> texts, String name, @Nullable String value) {
        String text = check.text(name, value, "");
        if (!text.isEmpty()) {
            texts.put(name, text);
        }
    }

    private static String commits(Validation check, String given) {
        List<String> commits = Stream.of(given.toLowerCase(Locale.ROOT).split("[,\\s]+", -1))
                .filter(commit -> !commit.isEmpty())
                .distinct()
                .toList();
        check.check(
                commits.stream().allMatch(commit -> COMMIT.matcher(commit).matches()),
                "sha",
                "Must be the first 7 to 64 digits of a commit, or several divided by commas");
        check.check(commits.size() <= MOST_COMMITS, "sha", "Must be at most " + MOST_COMMITS + " commits");
        return String.join(",", commits);
    }

    private static void formed(
            Validation check, Map<String, String> texts, String name, Pattern form, String otherwise) {
        check.check(
                !texts.containsKey(name)
                        || form.matcher(texts.getOrDefault(name, "")).matches(),
                name,
                otherwise);
    }

    private static void known(Validation check, Map<String, String> texts, String name, boolean isKnown) {
        check.check(isKnown || !texts.containsKey(name), name, "Is none of the known values");
    }

    private static List<String> eventTypes(Validation check, @Nullable String names) {
        return Stream.of(check.text("eventType", names, "").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    private static Map<String, String> metadata(Validation check, @Nullable String pairs) {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (String pair : check.text("eventMetadata", pairs, "").split(",", -1)) {
            int equals = pair.indexOf('=');
            check.check(equals > 0 || pair.isBlank(), "eventMetadata", "Must be key=value pairs, divided by commas");
            if (equals > 0) {
                metadata.put(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
        return metadata;
    }

    private static Instant time(Validation check, String field, @Nullable String value, Instant fallback) {
        String text = check.text(field, value, "");
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            return Moments.dated(
                    text.length() == "2026-01-31".length()
                            ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException malformed) {
            check.check(false, field, "Must be a time like 2026-01-31T12:00:00Z");
            return fallback;
        }
    }

    private static int number(
            Validation check, String field, @Nullable String value, int fallback, int least, int most) {
        String text = check.text(field, value, "");
        if (text.isEmpty()) {
            return fallback;
        }
        boolean isNumber = text.matches("-?[0-9]{1,9}");
        check.check(isNumber, field, "Must be a whole number");
        return isNumber ? (int) check.number(field, Long.valueOf(text), fallback, least, most) : fallback;
    }
}
