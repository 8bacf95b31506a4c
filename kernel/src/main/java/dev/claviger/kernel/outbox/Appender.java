package dev.claviger.kernel.outbox;

import dev.claviger.kernel.event.AccessEvent;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The group commit: while one insert is under way the next events gather, and share the next one.
 *
 * <p>An insert that failed is tried again with the same numbers until it is known to be stored, so that the numbers have no gap.
 */
final class Appender {
    private static final Duration RETRY = Duration.ofMillis(250);

    private final Boot boot;
    private final OutboxStore store;
    private final Relay relay;
    private final Supplier<Short> segment;
    private final int maxBatch;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean over;

    Appender(Boot boot, OutboxStore store, Relay relay, Supplier<Short> segment, int maxBatch) {
        this.boot = boot;
        this.store = store;
        this.relay = relay;
        this.segment = segment;
        this.maxBatch = maxBatch;
    }

    /** Completes on the caller's own event loop when the event is stored. Cancelling before the insert withdraws the event. */
    Uni<Void> append(AccessEvent event) {
        return Uni.createFrom().emitter(emitter -> {
            Waiting entry = new Waiting(event, emitter, Vertx.currentContext());
            emitter.onTermination(() -> waiting.remove(entry));
            waiting.add(entry);
            if (over) {
                giveUpWaiting();
            }
            work();
        });
    }

    private void work() {
        if (waiting.isEmpty() || !busy.compareAndSet(false, true)) {
            return;
        }
        Batch batch = nextBatch();
        if (batch.entries().isEmpty()) {
            busy.set(false);
            work();
        } else {
            store.insert(boot.id(), batch.segment(), batch.events())
                    .onFailure(Appender::mayPass)
                    .recoverWithUni(failed -> insertAgain(batch, failed))
                    .subscribe()
                    .with(done -> stored(batch), taken -> giveUp(batch, taken));
        }
    }

    private Batch nextBatch() {
        List<Waiting> entries = new ArrayList<>();
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            entries.add(next);
            if (entries.size() == maxBatch) {
                break;
            }
        }
        return new Batch(
                entries, boot.number(entries.stream().map(Waiting::event).toList()), segment.get());
    }

    /** Whether the failed insert was stored after all is asked before it is repeated. */
    private Uni<Void> insertAgain(Batch batch, Throwable failed) {
        Log.warnf(
                "events not stored yet count=%d cause=%s",
                batch.events().size(), failed.getClass().getName());
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(RETRY)
                .chain(() -> store.stored(boot.id(), batch.first(), batch.last()))
                .chain(stored -> store.insert(boot.id(), batch.segment(), batch.without(stored)))
                .onFailure(Appender::mayPass)
                .recoverWithUni(again -> insertAgain(batch, again));
    }

    private static boolean mayPass(Throwable failure) {
        return !(failure instanceof BootTakenOver);
    }

    /** Nothing is inserted any more; what has been before, the new owner of the boot publishes. */
    private void giveUp(Batch batch, Throwable cause) {
        Log.warnf(
                "outbox no longer ours boot=%s cause=%s",
                boot.id(), cause.getClass().getName());
        over = true;
        batch.entries().forEach(Waiting::fail);
        giveUpWaiting();
    }

    private void giveUpWaiting() {
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            next.fail();
        }
    }

    private void stored(Batch batch) {
        boot.close(batch.events());
        relay.offer(batch.events());
        busy.set(false);
        batch.entries().forEach(Waiting::complete);
        work();
    }

    private record Batch(List<Waiting> entries, List<Numbered> events, short segment) {
        long first() {
            return events.getFirst().sequence();
        }

        long last() {
            return events.getLast().sequence();
        }

        List<Numbered> without(List<Long> stored) {
            return events.stream()
                    .filter(event -> !stored.contains(event.sequence()))
                    .toList();
        }
    }

    private record Waiting(
            AccessEvent event,
            UniEmitter<? super Void> emitter,
            @Nullable Context context) {
        void complete() {
            onItsContext(() -> emitter.complete(null));
        }

        void fail() {
            onItsContext(() -> emitter.fail(new RecordingUnavailable()));
        }

        private void onItsContext(Runnable end) {
            if (context == null) {
                end.run();
            } else {
                context.runOnContext(ignored -> end.run());
            }
        }
    }
}
