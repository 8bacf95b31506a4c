package dev.claviger.audit.detection;

import dev.claviger.audit.detection.CursorStore.Reading;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Lets a rule look at entries, now or in the past: the same code for both. */
@ApplicationScoped
class Detector {
    private static final String WINDOW = "windowSeconds";

    private final HistoryStore history;

    Detector(HistoryStore history) {
        this.history = history;
    }

    /** Entries of one log that follow each other. */
    record Stretch(String org, long from, long to, List<Seen> entries) {
        Stretch {
            entries = List.copyOf(entries);
        }

        /** The project of an entry, where it was in one. */
        Optional<String> project(long index) {
            return entries.stream()
                    .filter(entry -> entry.index() == index)
                    .map(entry -> entry.event().projectId().replace('\0', '?'))
                    .filter(project -> !project.isEmpty())
                    .findFirst();
        }
    }

    /** What an organisation chose. */
    record Chosen(Map<String, Long> thresholds, Networks networks) {
        Chosen {
            thresholds = Map.copyOf(thresholds);
        }
    }

    Uni<List<Sight>> look(Reading reading, DetectionRule rule, Chosen chosen, Stretch stretch) {
        if (!rule.running() || stretch.entries().stream().noneMatch(entry -> concerns(rule, entry))) {
            return Uni.createFrom().item(List.of());
        }
        List<Sight> alone = EventRules.has(rule.id()) ? EventRules.look(rule, stretch.entries()) : List.of();
        return EventRules.has(rule.id()) && !HistoryQueries.has(rule.id())
                ? Uni.createFrom().item(alone)
                : past(reading, rule, chosen, stretch)
                        .map(past ->
                                Stream.concat(alone.stream(), past.stream()).toList());
    }

    private Uni<List<Sight>> past(Reading reading, DetectionRule rule, Chosen chosen, Stretch stretch) {
        return Multi.createFrom()
                .iterable(questions(rule, chosen.thresholds()))
                .onItem()
                .transformToUniAndConcatenate(
                        question -> history.look(reading, question, chosen.networks(), rule.severity(), stretch))
                .collect()
                .asList()
                .map(all -> all.stream().flatMap(List::stream).toList());
    }

    /** A query of the history with its two numbers. */
    record Question(String name, long first, long second) {}

    private static List<Question> questions(DetectionRule rule, Map<String, Long> chosen) {
        long window = rule.number(chosen, WINDOW);
        long count = rule.number(chosen, "count");
        return switch (rule.id()) {
            case "R02" ->
                List.of(
                        new Question("R02", count, window),
                        new Question("R02.spray", rule.number(chosen, "identities"), window));
            case "R04" ->
                List.of(new Question("R04", rule.number(chosen, "historyDays"), rule.number(chosen, "learningDays")));
            case "R06" ->
                List.of(
                        new Question("R06", count, window),
                        new Question(
                                "R06.job", rule.number(chosen, "timesUsual"), rule.number(chosen, "learningDays")));
            case "R09" -> List.of(new Question("R09", rule.number(chosen, "graceSeconds"), 0));
            case "R10" -> List.of(new Question("R10", rule.number(chosen, "days"), 0));
            case "R14" -> List.of(new Question("R14", rule.number(chosen, "historyDays"), 0));
            case "R17" -> List.of(new Question("R17", rule.number(chosen, "networks"), window));
            default -> List.of(new Question(rule.id(), count, window));
        };
    }

    /** Whether an entry can make the rule fire at all: most cannot, and cost no query then. */
    private static boolean concerns(DetectionRule rule, Seen entry) {
        return switch (rule.id()) {
            case "R01" -> entry.isDenied();
            case "R02" -> entry.isDenied() && entry.isLogin();
            case "R03", "R18" -> entry.isSuccess() && entry.isLogin();
            case "R04", "R10", "R17" ->
                entry.isSuccess() && !entry.event().actor().id().isEmpty();
            case "R05" -> !entry.event().actor().tokenId().isEmpty();
            case "R06", "R16" -> entry.isSuccess() && !entry.event().secrets().isEmpty();
            case "R11" -> entry.isSuccess() && entry.event().name().endsWith("approval-request-review");
            case "R14" ->
                Stream.of("audit-logs-exported", "audit-log-exported")
                        .anyMatch(entry.event().name()::equals);
            case "R19" -> entry.isSuccess() && entry.event().name().startsWith("delete-");
            default -> true;
        };
    }
}
