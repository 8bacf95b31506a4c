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
import java.util.concurrent.atomic.AtomicLong;

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
    private final AtomicInteger running = new AtomicInteger();
    private final PeriodicTask timer = new PeriodicTask("look for streams");

    StreamRuns(
            StreamStore store,
            StreamSeal seal,
            Formats formats,
            Transports transports,
            StreamFailures failures,
            StreamConfig config,
            Ids ids) {
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
        AtomicLong from = new AtomicLong(stream.nextIndex());
        return Multi.createBy()
                .repeating()
                .uni(() -> batch(stream, destination, lease, from))
                .whilst(more -> more)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** False when the stream is not to be served any further now. */
    private Uni<Boolean> batch(AuditStream stream, Destination destination, UUID lease, AtomicLong from) {
        Capacity capacity = transports.capacity(stream.provider(), destination);
        int most = Math.min(config.maxEntries(), capacity.entries());
        return store.entries(stream.org(), from.get(), stream.logSize(), most)
                .map(entries -> fitting(stream, capacity, entries))
                .chain(parcel -> parcel.isEmpty()
                        ? end(stream, lease, from.get()).replaceWith(false)
                        : transports
                                .send(stream.provider(), destination, parcel(stream, parcel))
                                .chain(outcome -> outcome.problem().isPresent()
                                        ? failures.notTaken(stream, lease, outcome)
                                                .replaceWith(false)
                                        : goOn(stream, lease, from, parcel)));
    }

    private static Parcel parcel(AuditStream stream, List<Rendered> entries) {
        return new Parcel(stream.id(), stream.org(), stream.format(), entries);
    }

    private Uni<Boolean> goOn(AuditStream stream, UUID lease, AtomicLong from, List<Rendered> entries) {
        long next = entries.getLast().index() + 1;
        return store.advance(stream.id(), lease, from.getAndSet(next), next, config.lease());
    }

    /** Up to the size that the log had; what was purged meanwhile is passed over. */
    private Uni<Void> end(AuditStream stream, UUID lease, long from) {
        Uni<Boolean> passed = from == stream.logSize()
                ? Uni.createFrom().item(true)
                : store.advance(stream.id(), lease, from, stream.logSize(), config.lease());
        return passed.chain(ours -> store.release(stream.id(), lease));
    }

    private List<Rendered> fitting(AuditStream stream, Capacity capacity, List<LoggedEntry> entries) {
        List<Rendered> fitting = new ArrayList<>();
        long most = Math.min(config.maxBytes(), capacity.bytes());
        long bytes = 0;
        for (LoggedEntry entry : entries) {
            Rendered rendered = formats.render(stream.format(), entry, capacity.entry());
            bytes += rendered.json().length();
            if (!fitting.isEmpty() && bytes > most) {
                break;
            }
            fitting.add(rendered);
        }
        return fitting;
    }
}
