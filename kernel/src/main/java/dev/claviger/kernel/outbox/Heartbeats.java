package dev.claviger.kernel.outbox;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.event.EventEncoder;
import java.time.Clock;
import java.util.UUID;

/**
 * Messages of a producer about itself (audit-log.md 6.6): that it lives and how many numbers it has taken, so that numbers are missed also when nothing comes
 * after them. They have no number, do not enter the log, and none is sent again.
 */
final class Heartbeats {
    private static final Origin NOWHERE = new Origin("", "", "", "");

    private final EventEncoder encoder;
    private final Ids ids;
    private final Clock clock;

    Heartbeats(EventEncoder encoder, Ids ids, Clock clock) {
        this.encoder = encoder;
        this.ids = ids;
        this.clock = clock;
    }

    /** Of a boot that lives. */
    Numbered of(UUID boot, long last) {
        return message(boot, last, false);
    }

    /** Of a boot that has stopped, or was dead and has been cleared up: it is no longer listened for. */
    Numbered last(UUID boot, long last) {
        return message(boot, last, true);
    }

    private Numbered message(UUID boot, long last, boolean stopped) {
        AccessEvent heartbeat = AccessEvent.begin(ids.next(), clock.instant(), EventEncoder.HEARTBEAT, NOWHERE)
                .by(Actor.PLATFORM, null, Provenance.NONE)
                .with("last", last)
                .with("stopped", stopped);
        return new Numbered(0, boot.toString(), encoder.encode(heartbeat, boot, 0));
    }
}
