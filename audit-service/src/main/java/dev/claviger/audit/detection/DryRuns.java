package dev.claviger.audit.detection;

import dev.claviger.audit.alert.AlertRights;
import dev.claviger.audit.detection.CursorStore.Reading;
import dev.claviger.audit.detection.Detector.Chosen;
import dev.claviger.audit.detection.Detector.Stretch;
import dev.claviger.audit.detection.RuleView.DryRun;
import dev.claviger.audit.detection.RuleView.WouldBe;
import dev.claviger.audit.query.SearchStore;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows what a rule with other numbers would have found in the past. It raises nothing. */
@ApplicationScoped
class DryRuns {
    private static final String TRIED = "detection-dry-run";
    private static final int STRETCH = 500;
    private static final int MOST_ENTRIES = 50_000;
    private static final int MOST_SHOWN = 100;

    private final AlertRights rights;
    private final RuleBook book;
    private final SearchStore search;
    private final CursorStore cursors;
    private final NetworkStore networks;
    private final Detector detector;
    private final CurrentRequest current;
    private final Outbox outbox;
    private final Clock clock;

    DryRuns(
            AlertRights rights,
            RuleBook book,
            SearchStore search,
            CursorStore cursors,
            NetworkStore networks,
            Detector detector,
            CurrentRequest current,
            Outbox outbox,
            Clock clock) {
        this.rights = rights;
        this.book = book;
        this.search = search;
        this.cursors = cursors;
        this.networks = networks;
        this.detector = detector;
        this.current = current;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Which rule, with which numbers, over how many days; with these networks instead of those that were chosen. */
    record Wish(
            @Nullable String rule,
            @Nullable Map<String, Long> thresholds,
            @Nullable Long days,
            @Nullable List<Networks.@Nullable Given> networks) {}

    /** Fails as {@link SearchStore#inquire} does, too. */
    Uni<DryRun> tryOut(@Nullable Wish wish) {
        return rights.administrator(TRIED).chain(caller -> {
            Wish asked = wish == null ? new Wish(null, null, null, null) : wish;
            Validation valid = new Validation();
            String id = valid.text("rule", asked.rule());
            long days = valid.number("days", asked.days(), 7, 1, 90);
            valid.check(book.find(id).isPresent(), "rule", "Must be the id of a rule");
            book.find(id).ifPresent(rule -> {
                Rules.thresholds(valid, rule, asked.thresholds());
                valid.check(rule.running(), "rule", "The rule cannot run yet; its needs say what is missing");
            });
            Optional<Networks> other = Optional.ofNullable(asked.networks()).map(given -> Networks.read(valid, given));
            valid.done();
            DetectionRule rule = book.find(id).orElseThrow(RuleNotFound::rule);
            Map<String, Long> numbers = asked.thresholds() == null ? Map.of() : asked.thresholds();
            String org = caller.orgId().toString();
            Instant since = clock.instant().minus(Duration.ofDays(days));
            return search.inquire(sql -> cursors.readingOn(sql)
                            .chain(reading -> known(reading, org, other)
                                    .chain(known -> cursors.since(reading, org, since, MOST_ENTRIES)
                                            .chain(range ->
                                                    run(reading, rule, new Chosen(numbers, known), org, range)))))
                    .call(run -> outbox.record(current.event(TRIED)
                            .with("rule", id)
                            .with("days", days)
                            .with("wouldBeAlerts", run.alerts())));
        });
    }

    private Uni<Networks> known(Reading reading, String org, Optional<Networks> other) {
        return other.map(given -> Uni.createFrom().item(given)).orElseGet(() -> networks.of(reading, org));
    }

    private Uni<DryRun> run(Reading reading, DetectionRule rule, Chosen chosen, String org, CursorStore.Range range) {
        return collect(reading, rule, chosen, org, range.from(), range.to(), new ArrayList<>())
                .map(sights -> {
                    List<Sight> heard = heard(rule, sights);
                    List<WouldBe> first =
                            heard.stream().limit(MOST_SHOWN).map(DryRuns::shown).toList();
                    return new DryRun(
                            rule.id(), Math.max(0, range.to() - range.from()), range.complete(), heard.size(), first);
                });
    }

    private Uni<List<Sight>> collect(
            Reading reading, DetectionRule rule, Chosen chosen, String org, long from, long end, List<Sight> found) {
        if (from >= end) {
            return Uni.createFrom().item(found);
        }
        long to = Math.min(end, from + STRETCH);
        return cursors.entries(reading, org, from, to)
                .chain(entries -> detector.look(reading, rule, chosen, new Stretch(org, from, to, entries)))
                .invoke(found::addAll)
                .chain(() -> collect(reading, rule, chosen, org, to, end, found));
    }

    /** One per subject and time of quiet, as with real alerts. */
    private static List<Sight> heard(DetectionRule rule, List<Sight> sights) {
        Map<String, Instant> last = new HashMap<>();
        List<Sight> heard = new ArrayList<>();
        for (Sight sight : sights) {
            Instant before = last.get(sight.subject());
            if (before == null || !sight.at().isBefore(before.plus(rule.quiet()))) {
                last.put(sight.subject(), sight.at());
                heard.add(sight);
            }
        }
        return heard;
    }

    private static WouldBe shown(Sight sight) {
        return new WouldBe(
                sight.subject(),
                sight.severity(),
                sight.index(),
                sight.at(),
                sight.facts().getMap());
    }
}
