package dev.claviger.audit.detection;

import dev.claviger.audit.alert.AlertBook;
import dev.claviger.audit.alert.Finding;
import dev.claviger.audit.detection.Detector.Chosen;
import dev.claviger.audit.detection.Detector.Stretch;
import dev.claviger.audit.detection.SettingStore.Setting;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Lets the rules of an organisation look at a stretch of its log, and raises what they find. A rule that fails fails the stretch.
 */
@ApplicationScoped
class RuleRuns {
    private static final String BASELINE = "R06";

    private final SettingStore settings;
    private final NetworkStore networks;
    private final BaselineStore baselines;
    private final SuppressionStore suppressions;
    private final AlertBook alerts;
    private final RuleBook book;
    private final Detector detector;
    private final Clock clock;
    private final MeterRegistry meters;

    RuleRuns(
            SettingStore settings,
            NetworkStore networks,
            BaselineStore baselines,
            SuppressionStore suppressions,
            AlertBook alerts,
            RuleBook book,
            Detector detector,
            Clock clock,
            MeterRegistry meters) {
        this.settings = settings;
        this.networks = networks;
        this.baselines = baselines;
        this.suppressions = suppressions;
        this.alerts = alerts;
        this.book = book;
        this.detector = detector;
        this.clock = clock;
        this.meters = meters;
    }

    /** Without some rules. Fails with {@link RuleFailed}. */
    Uni<Void> look(RecordedTransaction transaction, Stretch stretch, List<String> without) {
        return learn(transaction, stretch, without)
                .chain(() -> settings.of(transaction, stretch.org()))
                .chain(settings -> networks.of(CursorStore.within(transaction), stretch.org())
                        .map(known -> wanted(settings, known, without)))
                .chain(wanted -> Multi.createFrom()
                        .iterable(wanted)
                        .onItem()
                        .transformToUniAndConcatenate(each -> look(transaction, stretch, each.rule(), each.chosen()))
                        .collect()
                        .last()
                        .replaceWithVoid());
    }

    /** What is usual is learned whether or not the rule is on. */
    private Uni<Void> learn(RecordedTransaction transaction, Stretch stretch, List<String> without) {
        return without.contains(BASELINE)
                ? Uni.createFrom().voidItem()
                : baselines
                        .note(transaction, stretch)
                        .onFailure()
                        .transform(failed -> new RuleFailed(BASELINE, failed));
    }

    /** A rule that looks, with what the organisation chose for it. */
    private record Wanted(DetectionRule rule, Chosen chosen) {}

    private List<Wanted> wanted(Map<String, Setting> settings, Networks known, List<String> without) {
        return book.rules().stream()
                .filter(rule -> !without.contains(rule.id()))
                .filter(rule -> of(settings, rule).enabled())
                .map(rule -> new Wanted(rule, new Chosen(of(settings, rule).thresholds(), known)))
                .toList();
    }

    private static Setting of(Map<String, Setting> settings, DetectionRule rule) {
        return settings.getOrDefault(rule.id(), Setting.NORMAL);
    }

    private Uni<Void> look(RecordedTransaction transaction, Stretch stretch, DetectionRule rule, Chosen chosen) {
        long begin = System.nanoTime();
        return Uni.createFrom()
                .deferred(() -> detector.look(CursorStore.within(transaction), rule, chosen, stretch))
                .invoke(sights -> meters.timer("claviger.audit.detection.rule", "rule", rule.id())
                        .record(Duration.ofNanos(System.nanoTime() - begin)))
                .chain(sights -> raiseAll(transaction, stretch, rule, sights))
                .onFailure()
                .transform(failed -> new RuleFailed(rule.id(), failed));
    }

    private Uni<Void> raiseAll(
            RecordedTransaction transaction, Stretch stretch, DetectionRule rule, List<Sight> sights) {
        return Multi.createFrom()
                .iterable(sights)
                .onItem()
                .transformToUniAndConcatenate(sight -> raise(transaction, stretch, rule, sight))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> raise(RecordedTransaction transaction, Stretch stretch, DetectionRule rule, Sight sight) {
        Finding finding = new Finding(
                rule.id(),
                rule.version(),
                rule.title(),
                sight.severity(),
                sight.subject(),
                stretch.project(sight.index()),
                sight.index(),
                sight.at(),
                rule.quiet(),
                sight.facts());
        return suppressions
                .isWanted(transaction, stretch.org(), rule.id(), sight.subject(), clock.instant())
                .chain(wanted -> wanted
                        ? alerts.raise(transaction, stretch.org(), finding).replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }
}
