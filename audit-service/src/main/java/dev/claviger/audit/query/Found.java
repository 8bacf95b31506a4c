package dev.claviger.audit.query;

import dev.claviger.audit.trail.RecordedEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the trail as a search finds it.
 *
 * @param keptUntil the end of its retention class; null when that has passed and only a legal hold keeps it
 */
public record Found(
        UUID id,
        String log,
        long index,
        Instant occurredAt,
        @Nullable Instant keptUntil,
        String userAgentType,
        RecordedEvent event) {

    /** Where a page ends that ends with this entry. */
    public Position position() {
        return new Position(Cursor.micros(occurredAt), index);
    }
}
