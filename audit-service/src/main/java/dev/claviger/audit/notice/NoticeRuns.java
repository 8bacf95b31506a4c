package dev.claviger.audit.notice;

import dev.claviger.audit.channel.Attempt;
import dev.claviger.audit.channel.Channels;
import dev.claviger.audit.notice.NoticeStore.Waiting;
import dev.claviger.audit.trail.Uuids;
import dev.claviger.audit.transport.Destination;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells destinations. Each is served by itself, one notice after the other; a notice ends after the answer, so that a crash in between
 * repeats it and loses none. After some notices others get their turn.
 */
@ApplicationScoped
class NoticeRuns {
    static final String GIVEN_UP = "alert-notices-given-up";
    private static final int AT_A_STRETCH = 10;
    private static final int RETRIES = 5;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration HOUSEKEEPING = Duration.ofMinutes(1);
    private static final Origin NOWHERE = new Origin("", "", "", "");

    private final NoticeStore store;
    private final DestinationSeal seal;
    private final Channels channels;
    private final Outbox outbox;
    private final NoticeConfig config;
    private final Clock clock;
    private final Ids ids;
    private final MeterRegistry meters;
    private final AtomicInteger running = new AtomicInteger();
    private final PeriodicTask looks = new PeriodicTask("look for destinations of alerts");
    private final PeriodicTask housekeeping = new PeriodicTask("forgetting of notices");

    NoticeRuns(
            NoticeStore store,
            DestinationSeal seal,
            Channels channels,
            Outbox outbox,
            NoticeConfig config,
            Clock clock,
            Ids ids,
            MeterRegistry meters) {
        this.store = store;
        this.seal = seal;
        this.channels = channels;
        this.outbox = outbox;
        this.config = config;
        this.clock = clock;
        this.ids = ids;
        this.meters = meters;
    }

    void start(@Observes StartupEvent started) {
        looks.start(config.interval(), this::look);
        housekeeping.start(HOUSEKEEPING, store::forget);
    }

    void stop(@Observes ShutdownEvent stopping) {
        looks.stop();
        housekeeping.stop();
    }

    private Uni<Void> look() {
        UUID lease = ids.next();
        int free = config.atOnce() - running.get();
        return free <= 0
                ? Uni.createFrom().voidItem()
                : store.claim(lease, free)
                        .invoke(destinations -> destinations.forEach(each -> run(each, lease)))
                        .replaceWithVoid();
    }

    private void run(AlertDestination destination, UUID lease) {
        running.incrementAndGet();
        var _ = seal.open(destination)
                .chain(opened -> tell(destination, opened, lease, AT_A_STRETCH))
                .onFailure()
                .recoverWithUni(broken -> giveUp(destination, lease, broken))
                .onTermination()
                .invoke(running::decrementAndGet)
                .subscribe()
                .with(
                        done -> {},
                        failed -> Log.warnf(
                                "destination of alerts not served id=%s cause=%s",
                                destination.id(), failed.getClass().getName()));
    }

    /** Our own trouble, not the destination's: the lease ends by itself, should the database be away. */
    private Uni<Void> giveUp(AlertDestination destination, UUID lease, Throwable broken) {
        Log.warnf(
                "destination of alerts interrupted id=%s cause=%s",
                destination.id(), broken.getClass().getName());
        return failed(destination, lease, "Claviger could not serve the destination; see its log.", Duration.ZERO)
                .onFailure()
                .retry()
                .withBackOff(PAUSE)
                .atMost(RETRIES);
    }

    private Uni<Void> tell(AlertDestination destination, Destination opened, UUID lease, int left) {
        return left == 0
                ? store.release(destination.id(), lease)
                : store.next(destination.id())
                        .chain(next -> next.map(notice -> tell(destination, opened, lease, left, notice))
                                .orElseGet(() -> store.release(destination.id(), lease)));
    }

    private Uni<Void> tell(AlertDestination destination, Destination opened, UUID lease, int left, Waiting notice) {
        return channels.send(destination.kind(), opened, notice.event())
                .invoke(attempt -> count(destination, attempt))
                .chain(attempt -> attempt.problem()
                        .map(problem -> failed(destination, lease, problem, attempt.retryAfter()))
                        .orElseGet(() -> store.delivered(destination.id(), lease, notice.position())
                                .chain(ours -> ours
                                        ? tell(destination, opened, lease, left - 1)
                                        : Uni.createFrom().voidItem())));
    }

    private void count(AlertDestination destination, Attempt attempt) {
        String outcome = attempt.problem().isEmpty() ? "delivered" : "failed";
        meters.counter(
                        "claviger.audit.alert.attempts",
                        "kind",
                        destination.kind().slug(),
                        "outcome",
                        outcome)
                .increment();
    }

    private Uni<Void> failed(AlertDestination destination, UUID lease, String problem, Duration retryAfter) {
        return outbox.transaction(transaction -> store.failed(transaction, destination.id(), lease, problem, retryAfter)
                        .invoke(lost -> {
                            if (lost > 0) {
                                transaction.record(givenUp(destination, lost));
                            }
                        }))
                .invoke(lost -> meters.counter(
                                "claviger.audit.alert.notices.given.up",
                                "kind",
                                destination.kind().slug())
                        .increment(lost))
                .replaceWithVoid();
    }

    private AccessEvent givenUp(AlertDestination destination, int lost) {
        Log.errorf("alerts were not told destination=%s notices=%d", destination.id(), lost);
        return AccessEvent.begin(ids.next(), clock.instant(), GIVEN_UP, NOWHERE)
                .by(Actor.PLATFORM, Uuids.read(destination.org()).orElse(null), Provenance.NONE)
                .with("id", destination.id())
                .with("kind", destination.kind().slug())
                .with("numberOfNotices", lost);
    }
}
