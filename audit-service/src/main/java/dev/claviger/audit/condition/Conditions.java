package dev.claviger.audit.condition;

import dev.claviger.audit.AuditConfig;
import dev.claviger.audit.alert.AlertBook;
import dev.claviger.audit.alert.Finding;
import dev.claviger.audit.condition.ConditionStore.Known;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares what is wrong now with what was, and raises or resolves alerts of the rule about the log itself. One replica at a time. */
@ApplicationScoped
class Conditions {
    private static final String RULE = "R20";
    private static final int VERSION = 2;

    private final ConditionStore store;
    private final AlertBook book;
    private final Outbox outbox;
    private final ConditionConfig config;
    private final List<String> witnesses;
    private final Clock clock;
    private final Instant startedAt;
    private final PeriodicTask timer = new PeriodicTask("look at conditions");

    Conditions(
            ConditionStore store,
            AlertBook book,
            Outbox outbox,
            ConditionConfig config,
            AuditConfig audit,
            Clock clock) {
        this.store = store;
        this.book = book;
        this.outbox = outbox;
        this.config = config;
        this.witnesses =
                audit.log().witnesses().stream().map(AuditConfig.Witness::name).toList();
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    void start(@Observes StartupEvent started) {
        timer.start(config.interval(), () -> outbox.transaction(this::look));
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    private Uni<Void> look(RecordedTransaction transaction) {
        return store.isOurTurn(transaction)
                .chain(ours -> ours ? compare(transaction) : Uni.createFrom().voidItem());
    }

    private Uni<Void> compare(RecordedTransaction transaction) {
        return store.known(transaction).chain(known -> all(transaction).chain(now -> settle(transaction, known, now)));
    }

    private Uni<List<Condition>> all(RecordedTransaction transaction) {
        List<Condition> found = new ArrayList<>();
        return store.alarms(transaction)
                .invoke(found::addAll)
                .chain(() -> store.quarantine(transaction))
                .invoke(found::addAll)
                .chain(() -> missingCanary(transaction))
                .invoke(found::addAll)
                .chain(() -> store.silent(transaction))
                .invoke(found::addAll)
                .chain(() -> store.unsigned(transaction))
                .invoke(found::addAll)
                .chain(() -> store.unwitnessed(transaction, witnesses))
                .invoke(found::addAll)
                .chain(() -> store.partitions(transaction))
                .invoke(found::addAll)
                .chain(() -> store.streams(transaction))
                .invoke(found::addAll)
                .replaceWith(found);
    }

    /** A service that was away has sent no canary either; it gets the time to send one. */
    private Uni<List<Condition>> missingCanary(RecordedTransaction transaction) {
        boolean isWarm = Duration.between(startedAt, clock.instant()).compareTo(config.canaryMissing()) > 0;
        return isWarm ? store.missingCanary(transaction) : Uni.createFrom().item(List.of());
    }

    private Uni<Void> settle(RecordedTransaction transaction, List<Known> known, List<Condition> now) {
        Set<String> before =
                known.stream().map(each -> name(each.org(), each.subject())).collect(Collectors.toSet());
        Set<String> still =
                now.stream().map(each -> name(each.org(), each.subject())).collect(Collectors.toSet());
        List<Condition> begun = now.stream()
                .filter(each -> !before.contains(name(each.org(), each.subject())))
                .toList();
        List<Known> gone = known.stream()
                .filter(each -> !still.contains(name(each.org(), each.subject())))
                .toList();
        return each(begun, condition -> begin(transaction, condition))
                .chain(() -> each(gone, condition -> end(transaction, condition)));
    }

    private static String name(String org, String subject) {
        return org + " " + subject;
    }

    private static <T> Uni<Void> each(List<T> items, Function<T, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(work::apply)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> begin(RecordedTransaction transaction, Condition condition) {
        Instant now = clock.instant();
        return store.lastIndex(transaction, condition.org())
                .map(last -> new Finding(
                        RULE,
                        VERSION,
                        condition.what(),
                        condition.severity(),
                        condition.subject(),
                        Optional.empty(),
                        last,
                        now,
                        Duration.ZERO,
                        condition.facts()))
                .chain(finding -> book.raise(transaction, condition.org(), finding))
                .chain(raised -> raised.map(alert -> store.begin(transaction, condition, alert))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private Uni<Void> end(RecordedTransaction transaction, Known gone) {
        return book.resolve(transaction, gone.org(), gone.alert(), "The cause is gone, or the rule was turned off.")
                .chain(() -> store.end(transaction, gone));
    }
}
