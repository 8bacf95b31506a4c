package dev.claviger.sync.remedy;

import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.Actor;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;

/**
 * Something to be made useless.
 *
 * @param id of whatever asks for it; named in events
 * @param subjectId the lease, rotation or sync
 * @param grace how long consumers have between two rotations
 * @param patience how long syncs and webhooks of a rotation are waited for at most
 * @param progress what the advance before this one has left; empty at first
 * @param actor in whose name it is done
 */
public record Task(
        UUID id,
        UUID emergencyId,
        UUID orgId,
        RemedyKind kind,
        UUID subjectId,
        Duration grace,
        Duration patience,
        JsonObject progress,
        Actor actor,
        Provenance provenance) {}
