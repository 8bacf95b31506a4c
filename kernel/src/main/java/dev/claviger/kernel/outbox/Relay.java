package dev.claviger.kernel.outbox;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings the stored events of one boot to Kafka: from memory as long as it keeps up, from the table after an outage.
 *
 * <p>Order is kept per organisation in normal running; after an outage events may arrive twice and late, and the consumer drops
 * what it knows by the event id. Thread-safe.
 */
final class Relay {
    private static final int CHUNK = 500;

    private final Boot boot;
    private final OutboxStore store;
    private final EventPublisher publisher;
    private final int capacity;
    private final Queue<Numbered> queue = new ArrayDeque<>();
    private final Set<Numbered> voids = ConcurrentHashMap.newKeySet();
    private int inFlight;
    private boolean spilled;
    private boolean reading;

    Relay(Boot boot, OutboxStore store, EventPublisher publisher, int capacity) {
        this.boot = boot;
        this.store = store;
        this.publisher = publisher;
        this.capacity = capacity;
    }

    /** Takes events that are durable in the table. Beyond its capacity it forgets them and reads them back later. */
    void offer(List<Numbered> events) {
        synchronized (this) {
            if (spilled || queue.size() + inFlight + events.size() > capacity) {
                spilled = true;
                return;
            }
            queue.addAll(events);
        }
        pump();
    }

    /** Takes an event that stands in no table because its number was given up. */
    void offerVoid(Numbered given) {
        voids.add(given);
        sendVoids();
    }

    /** Something of this boot is in the table that memory does not have. */
    synchronized void spill() {
        spilled = true;
    }

    /** Tries again what an outage left behind; called regularly. */
    Uni<Void> tick() {
        sendVoids();
        if (!mayRead()) {
            return Uni.createFrom().voidItem();
        }
        return store.readOn(boot.id(), boot.acks().watermark(), CHUNK)
                .invoke(this::moreBehind)
                .chain(events -> events.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : publisher
                                .sendAll(events)
                                .invoke(() ->
                                        events.forEach(event -> boot.acks().ack(event.sequence()))))
                .onFailure()
                .invoke(this::stillBehind)
                .onTermination()
                .invoke(this::doneReading);
    }

    private synchronized void pump() {
        List<Numbered> batch = new ArrayList<>(queue);
        queue.clear();
        inFlight += batch.size();
        publisher.send(batch, this::acknowledged, this::lost);
    }

    private void acknowledged(Numbered event) {
        boot.acks().ack(event.sequence());
        landed(false);
    }

    private void lost(Numbered event) {
        landed(true);
    }

    private synchronized void landed(boolean again) {
        inFlight--;
        spilled |= again;
    }

    private void sendVoids() {
        if (!voids.isEmpty()) {
            publisher.send(List.copyOf(voids), this::voided, lost -> {});
        }
    }

    private void voided(Numbered event) {
        voids.remove(event);
        boot.close(List.of(event));
        boot.acks().ack(event.sequence());
    }

    private synchronized boolean mayRead() {
        if (!spilled || reading || inFlight > 0) {
            return false;
        }
        reading = true;
        spilled = false; // before the read: what commits from now on comes through memory again
        return true;
    }

    private synchronized void moreBehind(List<Numbered> events) {
        spilled |= events.size() == CHUNK;
    }

    private synchronized void stillBehind(Throwable cause) {
        spilled = true;
        Log.debugf("relay waits boot=%s cause=%s", boot.id(), cause.getClass().getName());
    }

    private synchronized void doneReading() {
        reading = false;
    }
}
