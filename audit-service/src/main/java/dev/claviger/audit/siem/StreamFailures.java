package dev.claviger.audit.siem;

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
import java.util.UUID;

/**
 * What becomes of a stream that did not get through: it waits and tries again, or is paused when its receiver is gone for good or has
 * taken nothing for long.
 */
@ApplicationScoped
class StreamFailures {
    static final String PAUSED = "audit-log-stream-paused";
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
