package dev.claviger.sync.rotating;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.sync.vault.VaultRefused;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rotates: for somebody who waits, and in turns of the loop. */
@ApplicationScoped
public class RotationRuns {
    private static final String BROKE_OFF = "The rotation broke off; what it had done is known, and it goes on.";

    private static final int TRIES = 20;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);

    private final RotationStore rotations;
    private final TurnStore turns;
    private final CredentialStore credentials;
    private final RotationSteps steps;
    private final Retirements retirements;
    private final Renames renames;
    private final Publisher publisher;
    private final Pauses pauses;
    private final Deliveries deliveries;
    private final RotationEvents events;
    private final RotationConfig config;
    private final Outbox outbox;
    private final Ids ids;

    RotationRuns(
            RotationStore rotations,
            TurnStore turns,
            CredentialStore credentials,
            RotationSteps steps,
            Retirements retirements,
            Renames renames,
            Publisher publisher,
            Pauses pauses,
            Deliveries deliveries,
            RotationEvents events,
            RotationConfig config,
            Outbox outbox,
            Ids ids) {
        this.rotations = rotations;
        this.turns = turns;
        this.credentials = credentials;
        this.steps = steps;
        this.retirements = retirements;
        this.renames = renames;
        this.publisher = publisher;
        this.pauses = pauses;
        this.deliveries = deliveries;
        this.events = events;
        this.config = config;
        this.outbox = outbox;
        this.ids = ids;
    }

    /** Makes a rotation with its first credential published, or leaves nothing of it behind. The success is recorded as this event. */
    public Uni<Void> make(SecretRotation made, AccessEvent asked) {
        Turn turn = new Turn(made, ids.next(), Phase.CREATE, ids.nextPublic(), 0, true, false, true, false, null, null);
        return rotations
                .insert(made, turn.jobId(), turn.owner(), config.lease())
                .chain(() -> publisher
                        .rehearse(made, turn.jobId())
                        .chain(() -> steps.toPublication(turn, asked))
                        .onFailure()
                        .recoverWithUni(problem -> takeBackQuietly(turn)
                                .chain(() -> Uni.createFrom().failure(problem))))
                .chain(() -> turns.release(turn));
    }

    /** What cannot be taken back now is when the lease has run out. */
    private Uni<Void> takeBackQuietly(Turn turn) {
        return takeBack(turn)
                .onFailure()
                .invoke(failed -> Log.warnf(
                        "rotation not taken back yet rotation=%s cause=%s",
                        turn.id(), failed.getClass().getName()))
                .onFailure()
                .recoverWithNull();
    }

    /** From the publication on the secrets may be there although nobody heard. */
    private Uni<Void> takeBack(Turn turn) {
        return turns.phase(turn)
                .chain(phase -> phase == Phase.PUBLISH
                        ? publisher.release(turn.rotation(), true, turn.jobId())
                        : Uni.createFrom().voidItem())
                .chain(() -> steps.discard(turn))
                .chain(() -> turns.forget(turn))
                .onFailure(failed -> !(failed instanceof TurnLost))
                .call(() -> turns.lookAgain(turn, null));
    }

    /** Rotates now, or goes on with the rotation that is under way. Fails with {@link RotationUnderWay}, and as the rotation fails. */
    public Uni<Void> rotate(SecretRotation rotation, AccessEvent asked) {
        return holding(
                rotation,
                false,
                turn -> turns.begin(turn, ids.nextPublic(), true)
                        .chain(begun -> steps.toPublication(begun, asked)
                                .replaceWithVoid()
                                .onFailure()
                                .call(problem -> failed(begun, true, problem))));
    }

    /** Ends a rotation. Fails with {@link RotationUnderWay}, and as vault-service refuses to release the secrets. */
    public Uni<Void> end(SecretRotation rotation, boolean deletingSecrets, boolean revoking, AccessEvent asked) {
        return holding(
                rotation,
                true,
                turn -> settled(turn, revoking)
                        .chain(() -> publisher.release(rotation, deletingSecrets, turn.jobId()))
                        .chain(() -> outbox.transaction(tx -> turns.delete(tx, turn)
                                .chain(() -> credentials.end(tx, rotation, revoking))
                                .invoke(() -> tx.record(asked))))
                        .chain(() -> turns.forgetDeleted(turn.id())));
    }

    /** What may stand in the secrets already is not to be ended as one that nobody has: its publication is finished first. */
    private Uni<Void> settled(Turn turn, boolean revoking) {
        return turn.phase() == Phase.PUBLISH && !revoking
                ? steps.toPublication(turn, null)
                        .replaceWithVoid()
                        .onFailure(VaultRefused.class)
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    /** Does something while nobody else works on it. Whoever only looks after the last rotation is waited for. */
    private <T> Uni<T> holding(SecretRotation rotation, boolean patient, Function<Turn, Uni<T>> work) {
        return take(rotation, patient, TRIES)
                .chain(turn -> Uni.createFrom()
                        .deferred(() -> renames.finish(turn, turn.renaming()))
                        .invoke(() -> requireSettled(turn))
                        .chain(() -> work.apply(turn))
                        .eventually(() -> turns.release(turn)));
    }

    /** What the caller has seen has other names by now. */
    private static void requireSettled(Turn turn) {
        if (turn.renaming() != null) {
            throw new RotationUnderWay();
        }
    }

    private Uni<Turn> take(SecretRotation rotation, boolean patient, int tries) {
        return turns.claim(ids.next(), rotation.id())
                .chain(found -> found.map(turn -> Uni.createFrom().item(turn))
                        .orElseGet(() -> takeLater(rotation, patient, tries)));
    }

    /** A second rotation right after the first would end the credential that consumers still have. */
    private Uni<Turn> takeLater(SecretRotation rotation, boolean patient, int tries) {
        return turns.phase(rotation.id())
                .map(found -> found.orElseThrow(RotationNotFound::new))
                .invoke(phase -> {
                    boolean looksAfter = phase == Phase.IDLE || phase == Phase.VERIFY;
                    if (tries == 0 || !(patient || looksAfter)) {
                        throw new RotationUnderWay();
                    }
                })
                .onItem()
                .delayIt()
                .by(BETWEEN_TRIES)
                .chain(() -> take(rotation, patient, tries - 1));
    }

    /** A turn of the loop: whatever is due. What fails is known afterwards, and tried again later. */
    Uni<Void> perform(Turn turn) {
        return due(turn)
                .chain(() -> turn.isMade()
                        ? retirements.perform(turn)
                        : Uni.createFrom().voidItem())
                .eventually(() -> turns.release(turn));
    }

    private Uni<Void> due(Turn turn) {
        if (!turn.isMade()) {
            return takeBack(turn);
        }
        if (turn.renaming() != null) {
            return finish(turn);
        }
        if (!turn.isDue() || turn.isDeleted()) {
            return Uni.createFrom().voidItem();
        }
        return begun(turn)
                .chain(begun -> steps.toPublication(begun, null)
                        .chain(deliveries::check)
                        .onFailure(failed -> !(failed instanceof TurnLost))
                        .recoverWithUni(problem -> failed(begun, false, problem)));
    }

    /** What vault-service refuses is settled; as long as it is away it is asked again. */
    private Uni<Void> finish(Turn turn) {
        return renames.finish(turn, turn.renaming())
                .onFailure(VaultRefused.class)
                .recoverWithNull()
                .onFailure(failed -> !(failed instanceof TurnLost))
                .recoverWithUni(() -> turns.lookAgain(turn, null));
    }

    private Uni<Turn> begun(Turn turn) {
        return turn.phase() == Phase.IDLE || steps.isOverdue(turn)
                ? turns.begin(turn, ids.nextPublic(), false)
                : Uni.createFrom().item(turn);
    }

    /** Whoever waits for it records the refusal that he hears. */
    private Uni<Void> failed(Turn turn, boolean isAsked, Throwable problem) {
        if (problem instanceof TurnLost) {
            return Uni.createFrom().voidItem();
        }
        String message = text(turn, problem);
        return outbox.transaction(tx -> turns.failed(tx, turn, message, pauses.after(turn.attempts()))
                .invoke(() -> {
                    if (!isAsked) {
                        tx.record(events.broken(turn, message));
                    }
                }));
    }

    private static String text(Turn turn, Throwable problem) {
        if (problem instanceof Failure told) {
            return told.text();
        }
        Log.warnf(
                "rotation broke off rotation=%s cause=%s",
                turn.id(), problem.getClass().getName());
        return BROKE_OFF;
    }

    /**
     * Another form of a rotation, which is rotated next as it says, after a rotation that was under way. Other names are noted in it, and
     * given to the secrets afterwards. Fails with {@link RotationUnderWay}, and as vault-service refuses the names.
     */
    public Uni<Void> change(SecretRotation before, SecretRotation changed, AccessEvent asked) {
        @Nullable Map<String, String> names = before.mapping().equals(changed.mapping()) ? null : changed.mapping();
        return holding(
                before,
                true,
                turn -> renames.rehearse(turn, names)
                        .chain(() -> outbox.transaction(tx -> rotations
                                .update(tx, changed.after(turn.rotation().last()), names)
                                .invoke(isOurs -> requireOurs(isOurs))
                                .invoke(() -> tx.record(asked))))
                        .chain(() -> renames.finish(turn, names)));
    }

    private static void requireOurs(boolean isOurs) {
        if (!isOurs) {
            throw new RotationUnderWay();
        }
    }

    /** A rotation and its credentials, opened. */
    public record Revealed(SecretRotation rotation, List<Credential> credentials) {}

    /** The credentials that the secrets hold and held, after it was recorded. */
    public Uni<Revealed> reveal(SecretRotation rotation, AccessEvent asked) {
        return credentials
                .of(rotation.id())
                .map(all -> new Revealed(rotation, all))
                .call(() -> outbox.record(asked));
    }
}
