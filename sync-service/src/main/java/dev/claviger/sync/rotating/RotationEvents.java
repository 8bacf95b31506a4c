package dev.claviger.sync.rotating;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** What the log says of rotations (http-api.md 9.3). */
@ApplicationScoped
public class RotationEvents {
    public static final String ROTATED = "secret-rotation-rotate-secrets";
    private static final String RETIRED = "secret-rotation-retire-credentials";

    private final Clock clock;
    private final Ids ids;

    RotationEvents(Clock clock, Ids ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /** The event, with the facts of the rotation. */
    public static AccessEvent about(AccessEvent event, SecretRotation rotation) {
        AccessEvent placed = event.in(
                        rotation.projectId(),
                        rotation.source().environmentSlug(),
                        rotation.source().path())
                .with("rotationId", rotation.id())
                .with("name", rotation.name())
                .with("type", rotation.kind().slug())
                .with("secretsMapping", rotation.mapping());
        return rotation.connectionId() == null ? placed : placed.with("connectionId", rotation.connectionId());
    }

    /** A rotation that ended well. */
    AccessEvent rotated(Turn turn, @Nullable AccessEvent asked) {
        return told(turn, asked).with("status", "success");
    }

    /** One that broke off, and goes on later. */
    AccessEvent broken(Turn turn, String message) {
        return told(turn, null)
                .with("status", "failed")
                .with("message", message)
                .failed(message);
    }

    private AccessEvent told(Turn turn, @Nullable AccessEvent asked) {
        AccessEvent event = asked == null ? ours(ROTATED, turn) : asked;
        return about(event, turn.rotation()).with("jobId", turn.jobId()).with("isManual", turn.isManual());
    }

    /** A credential that is known to be useless. */
    AccessEvent retired(Turn turn, Credential old) {
        return about(ours(RETIRED, turn), turn.rotation())
                .with("index", old.slot())
                .with("revoked", old.state() == Credential.State.REVOKED);
    }

    private AccessEvent ours(String name, Turn turn) {
        Origin origin = new Origin(turn.jobId().toString(), "", "", "");
        return AccessEvent.begin(ids.next(), clock.instant(), name, origin)
                .by(Actor.PLATFORM, turn.rotation().orgId(), Provenance.NONE);
    }
}
