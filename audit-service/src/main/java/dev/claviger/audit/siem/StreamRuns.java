package dev.claviger.audit.siem;

import dev.claviger.audit.format.Formats;
import dev.claviger.audit.format.LoggedEntry;
import dev.claviger.audit.format.Rendered;
import dev.claviger.audit.transport.Capacity;
import dev.claviger.audit.transport.Destination;
import dev.claviger.audit.transport.Parcel;
import dev.claviger.audit.transport.Transports;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.PeriodicTask;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves streams. Each runs by itself, so that a slow or broken one holds up only itself; the next request of a stream is made when the
 * one before was answered. The cursor moves after the answer: a crash in between repeats a batch and loses none.
 */
@ApplicationScoped
class StreamRuns {
    private final StreamStore store;
    private final StreamSeal seal;
    private final Formats formats;
    private final Transports transports;
    private final StreamFailures failures;
    private final StreamConfig config;
    private final Ids ids;
    private final Counter passedOver;
    private final AtomicInteger running = new AtomicInteger();
    private final PeriodicTask timer = new PeriodicTask("look for streams");

    StreamRuns(
            StreamStore store,
            StreamSeal seal,
            Formats formats,
            Transports transports,
            StreamFailures failures,
            StreamConfig config,
            Ids ids,
            MeterRegistry meters) {
        this.passedOver = meters.counter("claviger.audit.stream.passed.over");
        this.store = store;
        this.seal = seal;
        this.formats = formats;
        this.transports = transports;
        this.failures = failures;
        this.config = config;
        this.ids = ids;
    }

    void start(@Observes StartupEvent started) {
        timer.start(config.interval(), this::look);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    private Uni<Void> look() {
        UUID lease = ids.next();
        int free = config.atOnce() - running.get();
        return free <= 0
                ? Uni.createFrom().voidItem()
                : store.claim(lease, config.lease(), free)
                        .invoke(streams -> streams.forEach(stream -> run(stream, lease)))
                        .onFailure()
                        .invoke(failed -> Log.warnf(
                                "streams not looked for cause=%s",
                                failed.getClass().getName()))
                        .onFailure()
                        .recoverWithNull()
                        .replaceWithVoid();
    }

    private void run(AuditStream stream, UUID lease) {
        running.incrementAndGet();
        var _ = seal.open(stream)
                .chain(destination -> deliver(stream, destination, lease))
                .onFailure()
                .recoverWithUni(broken -> failures.interrupted(stream, lease, broken))
                .onTermination()
                .invoke(running::decrementAndGet)
                .subscribe()
                .with(
                        done -> {},
                        failed -> Log.warnf(
                                "stream not served id=%s cause=%s",
                                stream.id(), failed.getClass().getName()));
    }

    /** Batch after batch; of those that were delivered nothing is kept. */
    private Uni<Void> deliver(AuditStream stream, Destination destination, UUID lease) {
        Delivery delivery = new Delivery(stream, destination, lease, config.maxEntries());
        return Multi.createBy()
                .repeating()
                .uni(() -> batch(delivery))
                .whilst(more -> more)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** False when the stream is not to be served any further now. */
    private Uni<Boolean> batch(Delivery delivery) {
        AuditStream stream = delivery.stream();
        Capacity capacity = transports.capacity(stream.provider(), delivery.destination());
        int most = Math.min(delivery.most(), capacity.entries());
        return store.entries(stream.org(), delivery.next(), stream.logSize(), most)
                .map(entries -> fitting(delivery, capacity, entries))
                .chain(parcel -> parcel.isEmpty() ? end(delivery) : send(delivery, parcel));
    }

    private Uni<Boolean> send(Delivery delivery, List<Rendered> entries) {
        AuditStream stream = delivery.stream();
        Parcel parcel = new Parcel(stream.id(), stream.org(), stream.format(), entries);
        return transports
                .send(stream.provider(), delivery.destination(), parcel)
                .chain(outcome -> {
                    if (outcome.problem().isEmpty()) {
                        return goOn(delivery, entries);
                    }
                    return outcome.refused() && delivery.refused(entries)
                            ? Uni.createFrom().item(true)
                            : failures.notTaken(stream, delivery.lease(), outcome)
                                    .replaceWith(false);
                });
    }

    private Uni<Boolean> goOn(Delivery delivery, List<Rendered> entries) {
        long next = entries.getLast().index() + 1;
        List<Rendered> aside = delivery.aside();
        Uni<Boolean> moved = aside.isEmpty() ? move(delivery, next) : failures.passOver(delivery, next, aside);
        return moved.invoke(ours -> {
            if (ours) {
                passedOver.increment(aside.size());
            }
            delivery.arrived(next);
        });
    }

    private Uni<Boolean> move(Delivery delivery, long to) {
        return store.advance(delivery.stream().id(), delivery.lease(), delivery.delivered(), to, config.lease());
    }

    /**
     * Up to the size that the log had; what was purged meanwhile is passed over. Entries that the receiver does not want are tried again when there
     * are others behind them.
     */
    private Uni<Boolean> end(Delivery delivery) {
        AuditStream stream = delivery.stream();
        if (!delivery.aside().isEmpty()) {
            return failures.notWanted(stream, delivery.lease()).replaceWith(false);
        }
        Uni<Boolean> passed = delivery.delivered() == stream.logSize()
                ? Uni.createFrom().item(true)
                : move(delivery, stream.logSize());
        return passed.chain(ours -> store.release(stream.id(), delivery.lease()))
                .replaceWith(false);
    }

    private List<Rendered> fitting(Delivery delivery, Capacity capacity, List<LoggedEntry> entries) {
        List<Rendered> fitting = new ArrayList<>();
        long most = Math.min(config.maxBytes(), capacity.bytes());
        long bytes = 0;
        for (LoggedEntry entry : entries) {
            Rendered rendered = formats.render(delivery.stream().format(), entry, delivery.limit(capacity.entry()));
            bytes += rendered.json().length();
            if (!fitting.isEmpty() && bytes > most) {
                break;
            }
            fitting.add(rendered);
        }
        return fitting;
    }
}
