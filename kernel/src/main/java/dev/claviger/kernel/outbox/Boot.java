package dev.claviger.kernel.outbox;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.EventEncoder;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * One start of this replica as a producer: an id, and numbers from 1 without a gap.
 *
 * <p>A number whose transaction is not finished is <em>open</em>. It ends either as a stored event or as a void, an event that says
 * that the number was given up; either way the log can account for it. Thread-safe.
 */
final class Boot {
    private final UUID id;
    private final EventEncoder encoder;
    private final Acks acks = new Acks(0);
    private final Set<Long> open = new HashSet<>();
    private long last;
    private long toReport;

    Boot(UUID id, EventEncoder encoder) {
        this.id = id;
        this.encoder = encoder;
    }

    UUID id() {
        return id;
    }

    Acks acks() {
        return acks;
    }

    /** Numbers and encodes the events; their numbers stay open until {@link #close}. */
    synchronized List<Numbered> number(List<AccessEvent> events) {
        return events.stream().map(this::number).toList();
    }

    /** The event under a number that was given up. */
    Numbered encode(AccessEvent event, long sequence) {
        return new Numbered(sequence, EventEncoder.key(event), encoder.encode(event, id, sequence));
    }

    synchronized void close(List<Numbered> events) {
        events.forEach(event -> open.remove(event.sequence()));
    }

    synchronized long last() {
        return last;
    }

    /** The number below which none is open any more: all up to it will arrive, whatever becomes of this replica. */
    synchronized long settled() {
        return open.isEmpty() ? last : Collections.min(open) - 1;
    }

    /** What {@link #settled} was at the last call; 0 at the first. */
    synchronized long settledBefore() {
        long before = toReport;
        toReport = settled();
        return before;
    }

    long unpublished() {
        return last() - acks.watermark();
    }

    private Numbered number(AccessEvent event) {
        long sequence = ++last;
        open.add(sequence);
        return encode(event, sequence);
    }
}
