package dev.claviger.audit.query;

import dev.claviger.audit.trail.RecordedEvent;
import java.time.Instant;
import java.util.UUID;

/** An entry of the trail as a search finds it. */
public record Found(UUID id, String log, long index, Instant occurredAt, String userAgentType, RecordedEvent event) {

    /** Where a page ends that ends with this entry. */
    public Position position() {
        return new Position(Cursor.micros(occurredAt), index);
    }
}
