package dev.claviger.audit.siem;

import dev.claviger.audit.format.Rendered;
import dev.claviger.audit.trail.Uuids;
import dev.claviger.audit.transport.Outcome;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What becomes of a stream that did not get through: it waits and tries again, or is paused when its receiver is gone for good or has
 * taken nothing for long.
 */
@ApplicationScoped
class StreamFailures {
    static final String PAUSED = "audit-log-stream-paused";
    static final String REFUSED = "audit-log-stream-entry-refused";
    private static final Origin NOWHERE = new Origin("", "", "", "");

    private final StreamStore store;
    private final StreamConfig config;
    private final Outbox outbox;
    private final Clock clock;
    private final Ids ids;

    StreamFailures(StreamStore store, StreamConfig config, Outbox outbox, Clock clock, Ids ids) {
        this.store = store;
        this.config = config;
        this.outbox = outbox;
        this.clock = clock;
        this.ids = ids;
    }

    Uni<Void> notTaken(AuditStream stream, UUID lease, Outcome outcome) {
        String problem = outcome.problem().orElseThrow();
        if (outcome.gone()) {
            return pause(stream, lease, problem + " (gone)", "the receiver answered with status 410");
        }
        return isGivenUp(stream)
                ? pause(
                        stream,
                        lease,
                        "%s (it has taken nothing for %d hours)"
                                .formatted(problem, config.giveUpAfter().toHours()),
                        "the receiver has taken nothing for too long")
                : store.fail(stream.id(), lease, problem, config.longestWait(), outcome.retryAfter(), true);
    }

    /** Nothing came behind what the receiver refuses; whether it is the entry or the receiver shows when something does. */
    Uni<Void> notWanted(AuditStream stream, UUID lease) {
        return notTaken(
                stream,
                lease,
                new Outcome(
                        Optional.of("The receiver does not take an entry, and there is none behind it yet"),
                        Duration.ZERO,
                        false,
                        true));
    }

    /** Goes on behind entries that the receiver does not want, which the log tells. False when somebody else has the stream by now. */
    Uni<Boolean> passOver(Delivery delivery, long next, List<Rendered> aside) {
        AuditStream stream = delivery.stream();
        return outbox.transaction(transaction -> store.advance(
                        transaction, stream.id(), delivery.lease(), delivery.delivered(), next, config.lease())
                .invoke(ours -> {
                    if (ours) {
                        aside.stream()
                                .filter(entry -> !isOurs(entry))
                                .forEach(entry -> transaction.record(refused(stream, entry)));
                    }
                }));
    }

    /** A receiver that does not even want to hear of it would be told of that for ever. */
    private static boolean isOurs(Rendered entry) {
        return entry.entry().found().event().name().equals(REFUSED);
    }

    private AccessEvent refused(AuditStream stream, Rendered entry) {
        Log.warnf("entry passed over stream=%s index=%d", stream.id(), entry.index());
        return AccessEvent.begin(ids.next(), clock.instant(), REFUSED, NOWHERE)
                .by(Actor.PLATFORM, Uuids.read(stream.org()).orElse(null), Provenance.NONE)
                .with("id", stream.id())
                .with("provider", stream.provider().slug())
                .with("index", entry.index())
                .with("eventId", entry.entry().found().id());
    }

    private boolean isGivenUp(AuditStream stream) {
        return stream.failingSince() != null
                && !clock.instant().isBefore(stream.failingSince().plus(config.giveUpAfter()));
    }

    /** Our own trouble, not the destination's: the lease ends by itself, should the database be away. */
    Uni<Void> interrupted(AuditStream stream, UUID lease, Throwable broken) {
        Log.warnf(
                "stream interrupted id=%s cause=%s",
                stream.id(), broken.getClass().getName());
        return store.fail(
                stream.id(),
                lease,
                "Claviger could not serve the stream; see its log.",
                config.longestWait(),
                Duration.ZERO,
                false);
    }

    private Uni<Void> pause(AuditStream stream, UUID lease, String problem, String why) {
        String reason = problem + ": the stream was paused. Correct its address, or set paused to false.";
        return outbox.transaction(transaction -> store.pause(transaction, stream.id(), lease, reason)
                .invoke(ours -> {
                    if (ours) {
                        transaction.record(paused(stream, why));
                    }
                })
                .replaceWithVoid());
    }

    private AccessEvent paused(AuditStream stream, String why) {
        Log.errorf("stream paused id=%s why=%s", stream.id(), why);
        return AccessEvent.begin(ids.next(), clock.instant(), PAUSED, NOWHERE)
                .by(Actor.PLATFORM, Uuids.read(stream.org()).orElse(null), Provenance.NONE)
                .with("id", stream.id())
                .with("provider", stream.provider().slug())
                .with("nextIndex", stream.nextIndex())
                .with("why", why);
    }
}
