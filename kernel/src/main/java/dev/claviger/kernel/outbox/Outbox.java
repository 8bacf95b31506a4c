package dev.claviger.kernel.outbox;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.event.EventEncoder;
import dev.claviger.kernel.trace.Tracing;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Where events become durable (architecture.md 7, audit-log.md decision 1).
 *
 * <p>What {@link #record} or {@link #transaction} has completed is in PostgreSQL and will reach Kafka, if need be after a restart or
 * through another replica. What they refuse did not happen.
 */
@ApplicationScoped
public class Outbox {
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration RESOLVE_AFTER = Duration.ofSeconds(3);
    private static final Duration HOUSEKEEPING = Duration.ofSeconds(10);
    private static final int SEGMENTS = 8;
    private static final int SECONDS_PER_SEGMENT = 60;

    private final Pool pool;
    private final OutboxStore store;
    private final OutboxConfig config;
    private final Clock clock;
    private final Ids ids;
    private final EventEncoder encoder;
    private final String service;
    private final EventPublisher publisher;
    private final Heartbeats heartbeats;
    private final Adoption adoption;
    private final Instance<BeforeCommit> additions;
    private final Tracing tracing;
    private final List<Cancellable> timers = new ArrayList<>();
    private volatile Shift shift;
    private volatile boolean registered;
    private volatile long renewedAt = System.nanoTime() - Duration.ofDays(1).toNanos();

    /** A boot with the appender and the relay that serve it; replaced as a whole when the boot was taken over. */
    private record Shift(Boot boot, Appender appender, Relay relay) {}

    @SuppressWarnings("this-escape")
    Outbox(
            Pool pool,
            OutboxStore store,
            EventPublisher publisher,
            OutboxConfig config,
            Clock clock,
            Ids ids,
            Instance<BeforeCommit> additions,
            Tracing tracing,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.pool = pool;
        this.store = store;
        this.publisher = publisher;
        this.config = config;
        this.clock = clock;
        this.ids = ids;
        this.additions = additions;
        this.tracing = tracing;
        this.service = service;
        this.encoder = new EventEncoder(service);
        this.heartbeats = new Heartbeats(encoder, ids, clock);
        this.adoption = new Adoption(store, publisher, encoder, ids, clock, config, heartbeats);
        this.shift = newShift();
    }

    /**
     * Records a read, a login or a denial; many concurrent ones share one insert. Completes when the event is durable, fails with
     * {@link RecordingUnavailable} when it is not in time (it may then still turn up in the log: over-reporting is the safe side).
     */
    public Uni<Void> record(AccessEvent event) {
        Uni<Void> recorded = Uni.createFrom()
                .deferred(() -> isAdmitting() ? shift.appender().append(traced(event)) : refusal())
                .ifNoItem()
                .after(config.recordTimeout())
                .failWith(RecordingUnavailable::new);
        return tracing.step("record", recorded);
    }

    private AccessEvent traced(AccessEvent event) {
        return tracing.traceparent().map(event::tracedBy).orElse(event);
    }

    /** Records several as {@link #record(AccessEvent)} does; completes when all are durable, fails when one is not. */
    public Uni<Void> record(List<AccessEvent> events) {
        List<Uni<Void>> all = events.stream().map(this::record).toList();
        return all.size() == 1
                ? all.getFirst()
                : Uni.join().all(all).andFailFast().replaceWithVoid();
    }

    /**
     * Runs the work in one transaction together with the events it records: both happen or neither. Fails as the work fails, and
     * with {@link RecordingUnavailable} when recording is not possible.
     */
    public <T> Uni<T> transaction(Function<RecordedTransaction, Uni<T>> work) {
        return tracing.step(
                "transaction", Uni.createFrom().deferred(() -> isAdmitting() ? run(shift, work) : refusal()));
    }

    /** How many events of this replica Kafka has not acknowledged. */
    public long unpublished() {
        return shift.boot().unpublished();
    }

    /** Whether events can be made durable right now, as far as this replica knows. */
    public boolean isAdmitting() {
        return System.nanoTime() - renewedAt < config.lease().toNanos() && unpublished() < config.maxUnpublished();
    }

    private <T> Uni<T> run(Shift now, Function<RecordedTransaction, Uni<T>> work) {
        List<Numbered> numbered = new ArrayList<>();
        List<Runnable> afterwards = new ArrayList<>();
        return toItsEnd(pool.withTransaction(connection -> {
                    RecordedTransaction transaction = new RecordedTransaction(connection, afterwards);
                    return work.apply(transaction)
                            .call(() -> complete(transaction))
                            .call(() -> store(now, transaction, numbered));
                })
                .invoke(() -> committed(now, numbered))
                .invoke(() -> afterwards.forEach(Runnable::run))
                .onFailure()
                .invoke(() -> undecided(now, numbered))
                .onFailure(BootTakenOver.class)
                .transform(taken -> new RecordingUnavailable()));
    }

    /** Does not stop when the one who waits for it goes away: the transaction commits all the same, and its numbers must be settled. */
    private static <T> Uni<T> toItsEnd(Uni<T> work) {
        return Uni.createFrom().emitter(emitter -> {
            var _ = work.subscribe().with(emitter::complete, emitter::fail);
        });
    }

    private Uni<Void> complete(RecordedTransaction transaction) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (BeforeCommit addition : additions) {
            done = done.chain(() -> addition.complete(transaction));
        }
        return done;
    }

    private Uni<Void> store(Shift now, RecordedTransaction transaction, List<Numbered> numbered) {
        if (transaction.events().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        numbered.addAll(now.boot()
                .number(transaction.events().stream().map(this::traced).toList()));
        return store.insert(transaction.sql(), now.boot().id(), segment(), numbered);
    }

    private static void committed(Shift now, List<Numbered> numbered) {
        now.boot().close(numbered);
        now.relay().offer(numbered);
    }

    /** The transaction failed after its numbers were taken; whether it committed is looked up a little later. */
    private void undecided(Shift now, List<Numbered> numbered) {
        if (!numbered.isEmpty()) {
            later(RESOLVE_AFTER, () -> resolve(now, numbered));
        }
    }

    private Uni<Void> resolve(Shift now, List<Numbered> numbered) {
        long first = numbered.getFirst().sequence();
        long last = numbered.getLast().sequence();
        return store.stored(now.boot().id(), first, last)
                .invoke(stored -> numbered.forEach(event -> decide(now, event, stored.contains(event.sequence()))))
                .onFailure()
                .invoke(() -> undecided(now, numbered))
                .replaceWithVoid();
    }

    private void decide(Shift now, Numbered event, boolean stored) {
        if (stored) {
            now.boot().close(List.of(event));
            now.relay().spill();
        } else {
            AccessEvent given = Voids.event(ids, clock);
            now.relay().offerVoid(now.boot().encode(given, event.sequence()));
        }
    }

    void start(@Observes StartupEvent started) {
        every(TICK, () -> shift.relay().tick());
        every(config.heartbeat(), this::renew);
        every(HOUSEKEEPING, () -> store.reclaim(segment()).replaceWithVoid());
        every(HOUSEKEEPING, () -> adoption.adoptOne(shift.boot().id()));
        every(config.reportInterval(), this::report);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timers.forEach(Cancellable::cancel);
        if (registered) {
            Boot boot = shift.boot();
            publisher.tell(heartbeats.last(boot.id(), boot.settled()));
        }
    }

    /** Tells the numbers of the last time, which Kafka had an interval to take in. */
    private Uni<Void> report() {
        if (registered) {
            Boot boot = shift.boot();
            publisher.tell(heartbeats.of(boot.id(), boot.settledBefore()));
        }
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> renew() {
        return registered ? renewLease(shift.boot()) : register(newShift());
    }

    /** Where the lease is gone, another replica believes us dead and took our boot over: go on under a new one. */
    private Uni<Void> renewLease(Boot boot) {
        long asked = System.nanoTime();
        return store.renew(boot.id(), boot.acks().watermark())
                .chain(renewed -> renewed ? renewed(asked) : register(newShift()));
    }

    private Uni<Void> renewed(long asked) {
        renewedAt = asked;
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> register(Shift next) {
        long asked = System.nanoTime();
        return store.register(next.boot().id(), service).invoke(() -> {
            shift = next;
            registered = true;
            renewedAt = asked;
            Log.infof("outbox ready boot=%s", next.boot().id());
        });
    }

    private Shift newShift() {
        Boot boot = new Boot(ids.next(), encoder);
        Relay relay = new Relay(boot, store, publisher, config.memoryQueue());
        return new Shift(boot, new Appender(boot, store, relay, this::segment, config.maxBatch()), relay);
    }

    private short segment() {
        return (short) (clock.instant().getEpochSecond() / SECONDS_PER_SEGMENT % SEGMENTS);
    }

    private void every(Duration interval, Supplier<Uni<Void>> work) {
        timers.add(Multi.createFrom()
                .ticks()
                .every(interval)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> quietly(work))
                .subscribe()
                .with(
                        done -> {},
                        broken -> Log.errorf(
                                "outbox timer stopped cause=%s",
                                broken.getClass().getName())));
    }

    private void later(Duration delay, Supplier<Uni<Void>> work) {
        timers.add(Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(delay)
                .chain(() -> quietly(work))
                .subscribe()
                .with(done -> {}, broken -> {}));
    }

    private static Uni<Void> quietly(Supplier<Uni<Void>> work) {
        return Uni.createFrom()
                .voidItem()
                .chain(work::get)
                .onFailure()
                .invoke(failed -> Log.debugf(
                        "outbox work failed cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private static <T> Uni<T> refusal() {
        return Uni.createFrom().failure(RecordingUnavailable::new);
    }

    /** The event under a number that was given up. */
    static final class Voids {
        private Voids() {}

        static AccessEvent event(Ids ids, Clock clock) {
            Origin nowhere = new Origin("", "", "", "");
            return AccessEvent.begin(ids.next(), clock.instant(), "outbox-void", nowhere)
                    .by(Actor.PLATFORM, null, Provenance.NONE);
        }
    }
}
