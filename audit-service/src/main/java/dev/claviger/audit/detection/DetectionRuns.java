package dev.claviger.audit.detection;

import dev.claviger.audit.alert.AlertStore;
import dev.claviger.audit.alert.Finding;
import dev.claviger.audit.detection.CursorStore.Place;
import dev.claviger.audit.detection.Detector.Stretch;
import dev.claviger.audit.detection.SettingStore.Setting;
import dev.claviger.audit.trail.Uuids;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what is new in the logs. Alerts, their events and the cursor commit together: a crash repeats a stretch and finds the same, and a
 * second replica finds the cursor held or moved.
 */
@ApplicationScoped
class DetectionRuns {
    private static final String RAISED = "alert.raised";
    private static final Origin NOWHERE = new Origin("", "", "", "");

    private final CursorStore cursors;
    private final SettingStore settings;
    private final SuppressionStore suppressions;
    private final AlertStore alerts;
    private final RuleBook book;
    private final Detector detector;
    private final Outbox outbox;
    private final DetectionConfig config;
    private final Clock clock;
    private final Ids ids;
    private @Nullable Cancellable timer;

    DetectionRuns(
            CursorStore cursors,
            SettingStore settings,
            SuppressionStore suppressions,
            AlertStore alerts,
            RuleBook book,
            Detector detector,
            Outbox outbox,
            DetectionConfig config,
            Clock clock,
            Ids ids) {
        this.cursors = cursors;
        this.settings = settings;
        this.suppressions = suppressions;
        this.alerts = alerts;
        this.book = book;
        this.detector = detector;
        this.outbox = outbox;
        this.config = config;
        this.clock = clock;
        this.ids = ids;
    }

    void start(@Observes StartupEvent started) {
        timer = Multi.createFrom()
                .ticks()
                .every(config.interval())
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> look())
                .subscribe()
                .with(
                        done -> {},
                        broken -> Log.errorf(
                                "rules stopped cause=%s", broken.getClass().getName()));
    }

    void stop(@Observes ShutdownEvent stopping) {
        if (timer != null) {
            timer.cancel();
        }
    }

    /** As long as there is something new. */
    private Uni<Void> look() {
        return cursors.begin()
                .chain(this::all)
                .onFailure()
                .invoke(failed -> Log.warnf(
                        "rules interrupted cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> all() {
        return one().chain(found -> found ? all() : Uni.createFrom().voidItem());
    }

    private Uni<Boolean> one() {
        AtomicReference<@Nullable Place> claimed = new AtomicReference<>();
        return outbox.transaction(transaction -> cursors.claim(transaction.sql())
                        .chain(place -> place.isEmpty()
                                ? Uni.createFrom().item(false)
                                : stretch(transaction, note(claimed, place.get()))))
                .onFailure()
                .call(failed -> remember(claimed.get(), failed));
    }

    private static Place note(AtomicReference<@Nullable Place> claimed, Place place) {
        claimed.set(place);
        return place;
    }

    private Uni<Void> remember(@Nullable Place place, Throwable failed) {
        return place == null
                ? Uni.createFrom().voidItem()
                : cursors.fail(place.org(), failed.getClass().getSimpleName());
    }

    private Uni<Boolean> stretch(RecordedTransaction transaction, Place place) {
        long to = Math.min(place.size(), place.next() + config.maxEntries());
        return cursors.entries(transaction.sql(), place.org(), place.next(), to)
                .map(entries -> new Stretch(place.org(), place.next(), to, entries))
                .chain(stretch -> settings.of(transaction.sql(), place.org())
                        .chain(chosen -> eachRule(transaction, stretch, chosen)))
                .chain(() -> cursors.move(transaction.sql(), place.org(), place.next(), to))
                .replaceWith(true);
    }

    private Uni<Void> eachRule(RecordedTransaction transaction, Stretch stretch, Map<String, Setting> chosen) {
        return Multi.createFrom()
                .iterable(book.rules())
                .onItem()
                .transformToUniAndConcatenate(
                        rule -> rule(transaction, stretch, rule, chosen.getOrDefault(rule.id(), Setting.NORMAL)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> rule(RecordedTransaction transaction, Stretch stretch, DetectionRule rule, Setting setting) {
        return setting.enabled()
                ? detector.look(transaction.sql(), rule, setting.thresholds(), stretch)
                        .chain(sights -> raiseAll(transaction, stretch.org(), rule, sights))
                : Uni.createFrom().voidItem();
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
                .isWanted(transaction.sql(), org, rule.id(), sight.subject(), now)
                .chain(wanted -> wanted
                        ? alerts.raise(transaction, id, org, finding, now)
                        : Uni.createFrom().item(false))
                .invoke(fresh -> tell(transaction, fresh, id, org, finding))
                .replaceWithVoid();
    }

    private void tell(RecordedTransaction transaction, boolean fresh, UUID id, String org, Finding finding) {
        if (fresh) {
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
}
