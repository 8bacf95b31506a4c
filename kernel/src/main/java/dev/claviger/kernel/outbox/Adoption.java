package dev.claviger.kernel.outbox;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.EventEncoder;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Publishes what dead replicas left in the table and closes their books: numbers that were taken but never stored become voids, so
 * that the log sees no gap where nothing happened.
 */
final class Adoption {
    private static final int CHUNK = 500;

    private final OutboxStore store;
    private final EventPublisher publisher;
    private final EventEncoder encoder;
    private final Ids ids;
    private final Clock clock;
    private final OutboxConfig config;
    private final Heartbeats heartbeats;

    Adoption(
            OutboxStore store,
            EventPublisher publisher,
            EventEncoder encoder,
            Ids ids,
            Clock clock,
            OutboxConfig config,
            Heartbeats heartbeats) {
        this.store = store;
        this.publisher = publisher;
        this.encoder = encoder;
        this.ids = ids;
        this.clock = clock;
        this.config = config;
        this.heartbeats = heartbeats;
    }

    /** Takes over one dead boot if there is one, and publishes it to its end. Fails when Kafka or PostgreSQL is away; call again. */
    Uni<Void> adoptOne(UUID adopter) {
        return store.adopt(adopter, config.adoptAfter())
                .chain(found -> found.map(this::publish).orElse(Uni.createFrom().voidItem()));
    }

    private Uni<Void> publish(OutboxStore.Adopted dead) {
        return store.readOn(dead.boot(), dead.acked(), CHUNK)
                .chain(events -> events.isEmpty() ? close(dead) : publishOn(dead, events));
    }

    private Uni<Void> close(OutboxStore.Adopted dead) {
        Log.infof("outbox of a dead replica is empty boot=%s", dead.boot());
        return store.advance(dead.boot(), dead.acked(), true)
                .invoke(() -> publisher.tell(heartbeats.last(dead.boot(), dead.acked())));
    }

    private Uni<Void> publishOn(OutboxStore.Adopted dead, List<Numbered> events) {
        long last = events.getLast().sequence();
        Log.infof("publishing for a dead replica boot=%s count=%d", dead.boot(), events.size());
        return publisher
                .sendAll(withVoids(dead, events))
                .chain(() -> store.advance(dead.boot(), last, false))
                .chain(() -> publish(new OutboxStore.Adopted(dead.boot(), last)));
    }

    private List<Numbered> withVoids(OutboxStore.Adopted dead, List<Numbered> events) {
        List<Numbered> whole = new ArrayList<>(events.size());
        long expected = dead.acked() + 1;
        for (Numbered event : events) {
            while (expected < event.sequence()) {
                whole.add(given(dead.boot(), expected++));
            }
            whole.add(event);
            expected = event.sequence() + 1;
        }
        return whole;
    }

    private Numbered given(UUID boot, long sequence) {
        return new Numbered(
                sequence, EventEncoder.PLATFORM_KEY, encoder.encode(Outbox.Voids.event(ids, clock), boot, sequence));
    }
}
