package dev.claviger.audit.detection;

import dev.claviger.audit.alert.AlertRights;
import dev.claviger.audit.detection.HealthStore.Failures;
import dev.claviger.audit.detection.HealthStore.Progress;
import dev.claviger.audit.detection.HealthView.OfRule;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Shows how the rules are doing: to members of the organisation, and as metrics of all logs together. */
@ApplicationScoped
class DetectionHealth {
    static final String SHOWN = "get-detection-health";
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final AlertRights rights;
    private final CurrentRequest current;
    private final HealthStore store;
    private final SettingStore settings;
    private final RuleBook book;
    private final Outbox outbox;
    private final AtomicLong behind;
    private final AtomicLong failing;
    private final PeriodicTask timer = new PeriodicTask("health of rules");

    DetectionHealth(
            AlertRights rights,
            CurrentRequest current,
            HealthStore store,
            SettingStore settings,
            RuleBook book,
            Outbox outbox,
            MeterRegistry meters) {
        this.rights = rights;
        this.current = current;
        this.store = store;
        this.settings = settings;
        this.book = book;
        this.outbox = outbox;
        this.behind = meters.gauge("claviger.audit.detection.behind", List.of(), new AtomicLong());
        this.failing = meters.gauge("claviger.audit.detection.failing.logs", List.of(), new AtomicLong());
    }

    void start(@Observes StartupEvent started) {
        timer.start(LOOK, this::measure);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    private Uni<Void> measure() {
        return store.behind()
                .invoke(found -> behind.set(found.entries()))
                .invoke(found -> failing.set(found.failing()))
                .onFailure()
                .invoke(failed -> Log.debugf(
                        "rules not measured cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    Uni<HealthView> show() {
        return rights.reader(SHOWN)
                .map(caller -> caller.orgId().toString())
                .chain(this::health)
                .call(health -> outbox.record(current.event(SHOWN).with("behind", health.behind())));
    }

    private Uni<HealthView> health(String org) {
        return store.progress(org)
                .chain(progress -> rules(org, progress.orElse(null)).map(rules -> view(progress.orElse(null), rules)));
    }

    private static HealthView view(@Nullable Progress progress, List<OfRule> rules) {
        return progress == null
                ? new HealthView(null, 0, 0, 0, null, null, rules)
                : new HealthView(
                        progress.lookedAt(),
                        progress.next(),
                        progress.size(),
                        Math.max(0, progress.size() - progress.next()),
                        progress.since(),
                        progress.problem(),
                        rules);
    }

    private Uni<List<OfRule>> rules(String org, @Nullable Progress progress) {
        return settings.of(org)
                .chain(chosen -> store.failures(org)
                        .map(failures -> book.rules().stream()
                                .map(rule -> rule(
                                        rule,
                                        chosen.getOrDefault(rule.id(), SettingStore.Setting.NORMAL)
                                                .enabled(),
                                        Optional.ofNullable(failures.get(rule.id())),
                                        progress))
                                .toList()));
    }

    private static OfRule rule(
            DetectionRule rule, boolean enabled, Optional<Failures> failures, @Nullable Progress progress) {
        return new OfRule(
                rule.id(),
                rule.title(),
                state(rule, enabled, failures, progress),
                failures.map(Failures::errors).orElse(0L),
                failures.map(Failures::passedOver).orElse(0L),
                failures.map(Failures::lastIndex).orElse(null),
                failures.map(Failures::lastCause).orElse(null),
                failures.map(Failures::lastAt).orElse(null));
    }

    private static String state(
            DetectionRule rule, boolean enabled, Optional<Failures> failures, @Nullable Progress progress) {
        if (!rule.running()) {
            return "not-running";
        }
        if (!enabled) {
            return "off";
        }
        boolean holdsUp = progress != null
                && progress.tries() > 0
                && failures.filter(last -> last.lastIndex() == progress.next()).isPresent();
        if (holdsUp) {
            return "failing";
        }
        return failures.filter(last -> last.passedOver() > 0).isPresent() ? "passed-over" : "ok";
    }
}
