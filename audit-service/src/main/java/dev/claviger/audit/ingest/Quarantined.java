package dev.claviger.audit.ingest;

import dev.claviger.audit.trail.Entry;
import dev.claviger.audit.trail.RecordedEvent;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.event.EventEncoder;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.UUID;

/** A record that is kept aside, and the entry of the platform's log that says so: nothing is dropped in silence. */
record Quarantined(UUID id, Delivery delivery, String reason) {
    static final String EVENT_NAME = "audit.record.quarantined";
    private static final EventEncoder ENCODER = new EventEncoder("audit-service");
    private static final Origin NOWHERE = new Origin("", "", "", "");
    private static final UUID NO_BOOT = new UUID(0, 0);

    /** It never was in an outbox, so that it has no boot and no number. */
    Entry entry(Instant now) {
        AccessEvent event = AccessEvent.begin(id, now, EVENT_NAME, NOWHERE)
                .by(Actor.PLATFORM, null, Provenance.NONE)
                .with("quarantineId", id)
                .with("topic", delivery.source().topic())
                .with("partition", delivery.source().partition())
                .with("offset", delivery.offset())
                .with("bytes", delivery.bytes().length())
                .failed(reason);
        byte[] bytes = ENCODER.encode(event, NO_BOOT, 0);
        return new Entry(Entry.PLATFORM, id, now, RecordedEvent.read(bytes), Buffer.buffer(bytes));
    }
}
