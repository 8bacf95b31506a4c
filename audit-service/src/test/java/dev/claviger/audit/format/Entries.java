package dev.claviger.audit.format;

import dev.claviger.audit.Feed;
import dev.claviger.audit.query.Found;
import dev.claviger.audit.trail.RecordedEvent;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.EventEncoder;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Entries as the trail would hold them. */
final class Entries {
    static final Instant RECEIVED = Instant.parse("2026-11-26T10:00:01.5Z");
    static final String HASH = "ab".repeat(32);
    private static final EventEncoder ENCODER = new EventEncoder("vault-service");

    private Entries() {}

    static LoggedEntry of(AccessEvent event) {
        byte[] bytes = ENCODER.encode(event, UUID.fromString("01a206fd-789f-7b11-8e22-3c4d5e6f7a8b"), 7);
        RecordedEvent read = RecordedEvent.read(bytes);
        String org = event.orgId() == null ? "platform" : event.orgId().toString();
        Found found = new Found(event.id(), org, 42, event.time(), RECEIVED, "cli", read);
        return new LoggedEntry(found, Buffer.buffer(bytes), RECEIVED, Optional.of(HASH));
    }

    static AccessEvent named(String name) {
        return Feed.read(UUID.randomUUID()).named(name);
    }
}
