package dev.claviger.audit.detection;

import dev.claviger.audit.detection.CursorStore.Reading;
import dev.claviger.audit.detection.Detector.Question;
import dev.claviger.audit.detection.Detector.Stretch;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Asks {@link HistoryQueries} of the log. */
@ApplicationScoped
class HistoryStore {
    private final Clock clock;

    HistoryStore(Clock clock) {
        this.clock = clock;
    }

    /**
     * What a rule notices in these entries.
     *
     * @param rule with its numbers, 0 where it has none
     */
    Uni<List<Sight>> look(Reading reading, Question rule, Networks networks, String severity, Stretch stretch) {
        Uni<List<Sight>> found = Uni.createFrom().item(List.of());
        Months months = Months.of(rule, stretch, clock.instant());
        for (String query : HistoryQueries.of(rule.name())) {
            found = found.chain(before -> reading.sql()
                    .preparedQuery(months.within(query))
                    .execute(values(rule, networks, stretch))
                    .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                            .map(row -> sight(row, rule.name(), severity))
                            .toList())
                    .map(more -> Stream.concat(before.stream(), more.stream()).toList()));
        }
        return found;
    }

    private static Tuple values(Question rule, Networks networks, Stretch stretch) {
        Tuple values = Tuple.of(stretch.org(), stretch.from(), stretch.to(), rule.first(), rule.second());
        return switch (rule.name()) {
            case "R04" ->
                listed(
                        given(
                                values,
                                stretch,
                                entry -> entry.fact("runnerEnvironment").equals("gitlab-hosted")),
                        networks);
            case "R05" ->
                listed(
                        given(
                                values,
                                stretch,
                                entry -> isReadable(entry.event().actor().tokenId())),
                        networks);
            case "R09" -> given(values, stretch, Seen::isSuccess);
            case "R17" -> listed(given(values, stretch, entry -> false), networks);
            default -> values;
        };
    }

    /** A token with a NUL in it was issued by nobody. */
    private static boolean isReadable(String token) {
        return !token.isEmpty() && token.indexOf('\0') < 0;
    }

    private static Tuple given(Tuple values, Stretch stretch, Predicate<Seen> wanted) {
        List<Seen> entries = stretch.entries().stream().filter(wanted).toList();
        return values.addArrayOfLong(entries.stream().map(Seen::index).toArray(Long[]::new))
                .addArrayOfString(entries.stream()
                        .map(entry -> entry.event().actor().tokenId().replace('\0', '?'))
                        .toArray(String[]::new));
    }

    private static Tuple listed(Tuple values, Networks networks) {
        return values.addArrayOfString(networks.names()).addArrayOfString(networks.ranges());
    }

    private static Sight sight(Row row, String rule, String severity) {
        long found = ((Number) row.getValue("found")).longValue();
        JsonObject facts = new JsonObject().put("event", row.getString("name")).put("found", found);
        if (row.getString("address") != null) {
            facts.put("address", row.getString("address"));
        }
        String subject = row.getString("subject");
        String whom = subject == null ? "nobody" : subject;
        return new Sight(
                row.getLong("idx"),
                row.getOffsetDateTime("occurred_at").toInstant(),
                whom,
                severity(rule, severity, found, whom),
                facts);
    }

    /** People carry their computers about; a success with what has ended is a defect of ours. */
    private static String severity(String rule, String normal, long found, String subject) {
        return switch (rule) {
            case "R05" -> subject.startsWith("user:") ? "medium" : normal;
            case "R09" -> "critical";
            case "R14" -> found == 0 ? "high" : normal;
            default -> normal;
        };
    }
}
