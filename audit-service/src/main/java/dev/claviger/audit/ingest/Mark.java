package dev.claviger.audit.ingest;

import dev.claviger.audit.trail.RecordedEvent;
import dev.claviger.audit.trail.Uuids;
import java.util.Optional;
import java.util.UUID;

/** A producer's number that has arrived. */
record Mark(UUID boot, String producer, long sequence) {

    /** Empty when the event does not say. */
    static Optional<Mark> of(RecordedEvent event) {
        return event.sequence() == 0
                ? Optional.empty()
                : Uuids.read(event.boot()).map(boot -> new Mark(boot, event.producer(), event.sequence()));
    }
}
