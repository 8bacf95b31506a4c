package dev.claviger.audit.detection;

import dev.claviger.audit.alert.AlertStore;
import dev.claviger.audit.alert.Finding;
import dev.claviger.audit.detection.Detector.Stretch;
import dev.claviger.audit.detection.SettingStore.Setting;
import dev.claviger.audit.trail.Uuids;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * Lets the rules of an organisation look at a stretch of its log, and raises what they find. A rule that fails fails the stretch.
 */
@ApplicationScoped
class RuleRuns {
    private static final String RAISED = "alert.raised";
    private static final Origin NOWHERE = new Origin("", "", "", "");

    private final SettingStore settings;
    private final SuppressionStore suppressions;
    private final AlertStore alerts;
    private final RuleBook book;
    private final Detector detector;
    private final Clock clock;
    private final Ids ids;

    RuleRuns(
            SettingStore settings,
            SuppressionStore suppressions,
            AlertStore alerts,
            RuleBook book,
            Detector detector,
            Clock clock,
            Ids ids) {
        this.settings = settings;
        this.suppressions = suppressions;
        this.alerts = alerts;
        this.book = book;
        this.detector = detector;
        this.clock = clock;
        this.ids = ids;
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
        return Uni.createFrom()
                .deferred(() -> sights(transaction, stretch, rule, setting))
                .chain(sights -> raiseAll(transaction, stretch.org(), rule, sights))
                .onFailure()
                .transform(failed -> new RuleFailed(rule.id(), failed));
    }

    private Uni<List<Sight>> sights(
            RecordedTransaction transaction, Stretch stretch, DetectionRule rule, Setting setting) {
        return setting.enabled()
                ? detector.look(CursorStore.within(transaction), rule, setting.thresholds(), stretch)
                : Uni.createFrom().item(List.of());
    }

    private Uni<Void> raiseAll(RecordedTransaction transaction, String org, DetectionRule rule, List<Sight> sights) {
        return Multi.createFrom()
                .iterable(sights)
                .onItem()
                .transformToUniAndConcatenate(sight -> raise(transaction, org, rule, sight))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> raise(RecordedTransaction transaction, String org, DetectionRule rule, Sight sight) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        UUID id = ids.next();
        Finding finding = new Finding(
                rule.id(),
                rule.version(),
                sight.severity(),
                sight.subject(),
                sight.index(),
                sight.at(),
                rule.quiet(),
                sight.facts());
        return suppressions
                .isWanted(transaction, org, rule.id(), sight.subject(), now)
                .chain(wanted -> wanted
                        ? alerts.raise(transaction, id, org, finding, now)
                        : Uni.createFrom().item(false))
                .invoke(fresh -> {
                    if (fresh) {
                        tell(transaction, org, id, finding);
                    }
                })
                .replaceWithVoid();
    }

    private void tell(RecordedTransaction transaction, String org, UUID id, Finding finding) {
        transaction.record(AccessEvent.begin(ids.next(), clock.instant(), RAISED, NOWHERE)
                .by(Actor.PLATFORM, Uuids.read(org).orElse(null), Provenance.NONE)
                .with("kind", "rule")
                .with("alertId", id)
                .with("rule", finding.rule())
                .with("ruleVersion", finding.version())
                .with("severity", finding.severity())
                .with("subject", finding.subject())
                .with("logIndex", finding.index()));
    }
}
