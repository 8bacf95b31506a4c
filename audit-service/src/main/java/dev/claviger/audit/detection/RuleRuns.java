package dev.claviger.audit.detection;

import dev.claviger.audit.alert.AlertBook;
import dev.claviger.audit.alert.Finding;
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

/**
 * Lets the rules of an organisation look at a stretch of its log, and raises what they find. A rule that fails fails the stretch.
 */
@ApplicationScoped
class RuleRuns {
    private final SettingStore settings;
    private final SuppressionStore suppressions;
    private final AlertBook alerts;
    private final RuleBook book;
    private final Detector detector;
    private final Clock clock;
    private final MeterRegistry meters;

    RuleRuns(
            SettingStore settings,
            SuppressionStore suppressions,
            AlertBook alerts,
            RuleBook book,
            Detector detector,
            Clock clock,
            MeterRegistry meters) {
        this.settings = settings;
        this.suppressions = suppressions;
        this.alerts = alerts;
        this.book = book;
        this.detector = detector;
        this.clock = clock;
        this.meters = meters;
    }

    /** Without some rules. Fails with {@link RuleFailed}. */
    Uni<Void> look(RecordedTransaction transaction, Stretch stretch, List<String> without) {
        return settings.of(transaction, stretch.org())
                .chain(chosen -> Multi.createFrom()
                        .iterable(book.rules())
                        .filter(rule -> !without.contains(rule.id()))
                        .onItem()
                        .transformToUniAndConcatenate(rule ->
                                look(transaction, stretch, rule, chosen.getOrDefault(rule.id(), Setting.NORMAL)))
                        .collect()
                        .last()
                        .replaceWithVoid());
    }

    private Uni<Void> look(RecordedTransaction transaction, Stretch stretch, DetectionRule rule, Setting setting) {
        long begin = System.nanoTime();
        return Uni.createFrom()
                .deferred(() -> sights(transaction, stretch, rule, setting))
                .invoke(sights -> meters.timer("claviger.audit.detection.rule", "rule", rule.id())
                        .record(Duration.ofNanos(System.nanoTime() - begin)))
                .chain(sights -> raiseAll(transaction, stretch, rule, sights))
                .onFailure()
                .transform(failed -> new RuleFailed(rule.id(), failed));
    }

    private Uni<List<Sight>> sights(
            RecordedTransaction transaction, Stretch stretch, DetectionRule rule, Setting setting) {
        return setting.enabled()
                ? detector.look(CursorStore.within(transaction), rule, setting.thresholds(), stretch)
                : Uni.createFrom().item(List.of());
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
