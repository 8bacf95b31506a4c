package dev.claviger.audit.ingest;

import dev.claviger.audit.trail.RecordedEvent;
import dev.claviger.audit.trail.Uuids;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a producer told of itself.
 *
 * @param last the highest number it has taken; all up to it must arrive
 * @param at when it said so, by its clock
 * @param stopped whether it will say nothing more
 */
record Pulse(UUID boot, String producer, long last, Instant at, boolean stopped) {

    /** Empty when the message does not say. */
    static Optional<Pulse> of(RecordedEvent message, Instant at) {
        long last = message.metadata().path("last").asLong(-1);
        return last < 0
                ? Optional.empty()
                : Uuids.read(message.boot())
                        .map(boot -> new Pulse(
                                boot,
                                message.producer(),
                                last,
                                at,
                                message.metadata().path("stopped").asBoolean()));
    }
}
