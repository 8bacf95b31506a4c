package dev.claviger.sync.remedy;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.sync.right.Attempts;
import dev.claviger.sync.rotating.Credential;
import dev.claviger.sync.rotating.CredentialStatesStore;
import dev.claviger.sync.rotating.CredentialStatesStore.Look;
import dev.claviger.sync.rotating.Phase;
import dev.claviger.sync.rotating.RotationEvents;
import dev.claviger.sync.rotating.RotationRuns;
import dev.claviger.sync.rotating.RotationStore;
import dev.claviger.sync.rotating.SecretRotation;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rotates until none of the credentials that may have leaked works. Which those are is written down first: a rotation that somebody else
 * begins meanwhile counts as one of ours, and none is begun twice.
 */
@ApplicationScoped
class RotationRemedy {
    private static final String GONE = "The rotation was deleted meanwhile. Replace what it rotated by hand.";
    private static final String RETIRED_AT_NO_TARGET =
            "The new value is in the secrets. Whether consumers still take the old one, nobody here can ask.";
    private static final String CONSUMERS =
            "Consumers are given time to read the new credential; the one that leaked ends next.";
    private static final String DELIVERIES =
            "The syncs of the folder are waited for; the credential that leaked ends next.";
    private static final String TARGET = "The target is asked until it refuses the credential that leaked.";

    private final RotationStore rotations;
    private final CredentialStatesStore states;
    private final RotationRuns runs;
    private final Attempts attempts;
    private final Clock clock;
    private final Ids ids;

    RotationRemedy(
            RotationStore rotations,
            CredentialStatesStore states,
            RotationRuns runs,
            Attempts attempts,
            Clock clock,
            Ids ids) {
        this.rotations = rotations;
        this.states = states;
        this.runs = runs;
        this.attempts = attempts;
        this.clock = clock;
        this.ids = ids;
    }

    Uni<Advance> advance(Task task) {
        return rotations
                .find(task.orgId(), task.subjectId())
                .chain(found -> found.isEmpty() ? gone() : advance(task, found.get()));
    }

    private static Uni<Advance> gone() {
        return Uni.createFrom().item(new Advance.Stuck(GONE));
    }

    private Uni<Advance> advance(Task task, SecretRotation rotation) {
        return states.look(task.orgId(), rotation.id()).chain(look -> {
            if (look.isEmpty()) {
                return gone();
            }
            return task.progress().containsKey("leaked")
                    ? advance(task, rotation, look.get())
                    : Uni.createFrom().item(begun(look.get()));
        });
    }

    /**
     * All that may work: a version of a secret that has a newer one may have the same value. One that is being published may stand in the
     * secrets already; one that is only being made was never there.
     */
    private static Advance begun(Look look) {
        Set<Credential.State> exposed = EnumSet.allOf(Credential.State.class);
        if (look.phase() != Phase.PUBLISH) {
            exposed.remove(Credential.State.PENDING);
        }
        List<String> leaked = look.credentials().entrySet().stream()
                .filter(each -> exposed.contains(each.getValue()))
                .map(each -> each.getKey().toString())
                .sorted()
                .toList();
        return new Advance.Later(
                Advance.When.AT_ONCE,
                new JsonObject().put("leaked", new JsonArray(leaked)).put("rotationEvents", new JsonArray()),
                null);
    }

    private Uni<Advance> advance(Task task, SecretRotation rotation, Look look) {
        Set<Credential.State> left = left(task, look);
        if (left.contains(Credential.State.ACTIVE) || left.contains(Credential.State.PENDING)) {
            return rotate(task, rotation);
        }
        if (left.isEmpty() || rotation.connectionId() == null) {
            return Uni.createFrom().item(new Advance.Done(proof(task, rotation)));
        }
        @Nullable String waiting = waiting(task, rotation, look.phase());
        if (waiting != null) {
            return later(task, waiting);
        }
        return left.contains(Credential.State.INACTIVE)
                ? rotate(task, rotation)
                : states.hasten(rotation.id(), leaked(task)).chain(() -> later(task, TARGET));
    }

    private static List<UUID> leaked(Task task) {
        return task.progress().getJsonArray("leaked").stream()
                .map(id -> UUID.fromString(String.valueOf(id)))
                .toList();
    }

    private static Set<Credential.State> left(Task task, Look look) {
        return leaked(task).stream()
                .map(id -> Optional.ofNullable(look.credentials().get(id)))
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Credential.State.class)));
    }

    /** What is waited for before the credential ends that consumers may still have; null for nothing. Not for ever. */
    private @Nullable String waiting(Task task, SecretRotation rotation, Phase phase) {
        @Nullable Instant rotated = rotation.last().rotatedAt();
        if (rotated == null) {
            return null;
        }
        Instant now = clock.instant();
        if (now.isBefore(rotated.plus(task.grace()))) {
            return CONSUMERS;
        }
        return phase == Phase.VERIFY && now.isBefore(rotated.plus(task.patience())) ? DELIVERIES : null;
    }

    private static Uni<Advance> later(Task task, String message) {
        return Uni.createFrom().item(new Advance.Later(Advance.When.SOON, task.progress(), message));
    }

    private Uni<Advance> rotate(Task task, SecretRotation rotation) {
        Origin origin = new Origin(task.id().toString(), "", "", "");
        AccessEvent event = AccessEvent.begin(ids.next(), clock.instant(), RotationEvents.ROTATED, origin)
                .by(task.actor(), task.orgId(), task.provenance())
                .with("rotationId", rotation.id())
                .with("emergencyId", task.emergencyId());
        return attempts.tried(event, () -> runs.rotate(rotation, event))
                .replaceWith(() -> new Advance.Later(Advance.When.AT_ONCE, told(task, event.id()), null));
    }

    private static JsonObject told(Task task, UUID event) {
        JsonObject progress = task.progress().copy();
        progress.getJsonArray("rotationEvents").add(event.toString());
        return progress;
    }

    private static JsonObject proof(Task task, SecretRotation rotation) {
        JsonObject proof = new JsonObject()
                .put("rotationId", rotation.id().toString())
                .put(
                        "retiredCredentials",
                        task.progress().getJsonArray("leaked").copy())
                .put(
                        "rotationEvents",
                        task.progress().getJsonArray("rotationEvents").copy())
                .put("rotatedAt", String.valueOf(rotation.last().rotatedAt()));
        return rotation.connectionId() == null
                ? proof.put("confirmedBy", "nobody").put("remark", RETIRED_AT_NO_TARGET)
                : proof.put("confirmedBy", "target");
    }
}
