package dev.claviger.audit.ingest;

import dev.claviger.audit.AuditConfig;
import dev.claviger.audit.trail.Entry;
import dev.claviger.audit.trail.RecordedEvent;
import dev.claviger.audit.trail.RecordedEvent.UnreadableEvent;
import dev.claviger.audit.trail.Uuids;
import dev.claviger.kernel.event.EventEncoder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells events from poison. A newer schema is no poison: what we cannot read of it stays in the bytes. Poison is what we could not place:
 * no JSON, no id or time to know it by, a time that is not recent, an organisation that is none.
 */
@ApplicationScoped
class EventReader {
    private final AuditConfig.Ingest config;
    private final Clock clock;

    EventReader(AuditConfig config, Clock clock) {
        this.config = config.ingest();
        this.clock = clock;
    }

    Reading read(Delivery delivery) {
        try {
            return place(delivery, RecordedEvent.read(delivery.bytes().getBytes()));
        } catch (UnreadableEvent unreadable) {
            return new Reading.Poison(delivery, String.valueOf(unreadable.getMessage()), Optional.empty());
        }
    }

    private Reading place(Delivery delivery, RecordedEvent event) {
        Optional<UUID> id = Uuids.read(event.id());
        Optional<Instant> made = id.flatMap(Uuids::time);
        Optional<Instant> occurred = time(event.time());
        if (id.isEmpty() || made.isEmpty()) {
            return poison(delivery, event, "its id is not a UUID of version 7");
        }
        if (occurred.isEmpty()) {
            return poison(delivery, event, "it has no time");
        }
        if (event.name().equals(EventEncoder.HEARTBEAT)) {
            return Pulse.of(event, occurred.get())
                    .<Reading>map(pulse -> new Reading.Heartbeat(delivery, pulse))
                    .orElseGet(() -> poison(delivery, event, "it is a heartbeat of nobody"));
        }
        if (event.name().isEmpty()) {
            return poison(delivery, event, "it has no name");
        }
        if (!isRecent(made.get()) || !isRecent(occurred.get())) {
            return poison(delivery, event, "its time is not recent");
        }
        if (!event.org().isEmpty() && Uuids.read(event.org()).isEmpty()) {
            return poison(delivery, event, "its organisation is not a UUID");
        }
        Entry entry = new Entry(log(event), id.get(), occurred.get(), event, delivery.bytes());
        return new Reading.Sound(delivery, entry, delivery.digest());
    }

    private static Reading poison(Delivery delivery, RecordedEvent event, String reason) {
        return new Reading.Poison(delivery, reason, Mark.of(event));
    }

    private static String log(RecordedEvent event) {
        return Uuids.read(event.org()).map(UUID::toString).orElse(Entry.PLATFORM);
    }

    private boolean isRecent(Instant moment) {
        Instant now = clock.instant();
        return !moment.isBefore(now.minus(config.oldest())) && !moment.isAfter(now.plus(config.skew()));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}
