package dev.claviger.audit.ingest;

import dev.claviger.audit.trail.Entry;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import java.time.Instant;
import java.util.UUID;

/** A record that is kept aside, and the entry of the platform's log that says so: nothing is dropped in silence. */
record Quarantined(UUID id, Delivery delivery, String reason) {
    static final String EVENT_NAME = "audit.record.quarantined";
    private static final Origin NOWHERE = new Origin("", "", "", "");

    Entry entry(Instant now) {
        AccessEvent event = AccessEvent.begin(id, now, EVENT_NAME, NOWHERE)
                .by(Actor.PLATFORM, null, Provenance.NONE)
                .with("quarantineId", id)
                .with("topic", delivery.source().topic())
                .with("partition", delivery.source().partition())
                .with("offset", delivery.offset())
                .with("bytes", delivery.bytes().length())
                .failed(reason);
        return Entry.ours(Entry.PLATFORM, event, "");
    }
}
