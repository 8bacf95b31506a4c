package dev.claviger.sync.rotating;

import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.sync.rotationtarget.RotationTarget;
import dev.claviger.sync.rotationtarget.RotationTarget.At;
import dev.claviger.sync.rotationtarget.Targets;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Sees to it that old credentials are useless, and forgets them only when the target has said so. There is no last try. */
@ApplicationScoped
class Retirements {
    private final CredentialStore credentials;
    private final TurnStore turns;
    private final Targets targets;
    private final Places places;
    private final Pauses pauses;
    private final StepWatch watch;
    private final RotationEvents events;
    private final Outbox outbox;

    Retirements(
            CredentialStore credentials,
            TurnStore turns,
            Targets targets,
            Places places,
            Pauses pauses,
            StepWatch watch,
            RotationEvents events,
            Outbox outbox) {
        this.credentials = credentials;
        this.turns = turns;
        this.targets = targets;
        this.places = places;
        this.pauses = pauses;
        this.watch = watch;
        this.events = events;
        this.outbox = outbox;
    }

    /** Those that are due, one after the other; what is not confirmed is tried again later. Fails with {@link TurnLost}. */
    Uni<Void> perform(Turn turn) {
        return credentials
                .due(turn.id())
                .onItem()
                .transformToMulti(due -> Multi.createFrom().iterable(due))
                .onItem()
                .transformToUniAndConcatenate(old -> retire(turn, old))
                .collect()
                .asList()
                .chain(done -> turn.isDeleted()
                        ? turns.forgetDeleted(turn.id())
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> retire(Turn turn, Credential old) {
        return watch.before(turn.id(), Step.RETIRE)
                .chain(() -> turns.holding(
                        turn, () -> places.at(turn.rotation(), old).chain(at -> isUseless(turn, at, old))))
                .call(useless -> watch.before(turn.id(), Step.KEEP_RETIREMENT))
                .chain(useless -> useless ? forget(turn, old) : stillTaken(turn, old))
                .onFailure(failed -> !(failed instanceof TurnLost))
                .recoverWithUni(failed -> {
                    Log.warnf(
                            "credential not retired rotation=%s cause=%s",
                            turn.id(), failed.getClass().getName());
                    return later(old);
                });
    }

    /**
     * A login is left alone when it refuses the password already: it may be somebody else's by now, with another one. What a target has made
     * is ended by its own number or name, which nobody else has, and so whatever a single answer says.
     */
    private Uni<Boolean> isUseless(Turn turn, At at, Credential old) {
        RotationTarget target = targets.of(turn.rotation().kind());
        if (turn.rotation().kind().isMadeByTarget()) {
            return isEnded(target, at, old);
        }
        return target.isTaken(at, old.content())
                .chain(taken -> taken && old.state() == Credential.State.REVOKED
                        ? isEnded(target, at, old)
                        : Uni.createFrom().item(!taken));
    }

    private static Uni<Boolean> isEnded(RotationTarget target, At at, Credential old) {
        return target.revoke(at, old.content())
                .chain(() -> target.isTaken(at, old.content()))
                .map(taken -> !taken);
    }

    private Uni<Void> forget(Turn turn, Credential old) {
        return outbox.transaction(
                tx -> credentials.forget(tx, old.id()).invoke(() -> tx.record(events.retired(turn, old))));
    }

    private Uni<Void> stillTaken(Turn turn, Credential old) {
        Log.warnf("old credential still taken by its target rotation=%s index=%d", turn.id(), old.slot());
        return later(old);
    }

    private Uni<Void> later(Credential old) {
        return credentials.later(old.id(), pauses.after(old.attempts()));
    }
}
