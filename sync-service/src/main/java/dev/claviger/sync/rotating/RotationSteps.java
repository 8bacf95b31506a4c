package dev.claviger.sync.rotating;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.sync.rotationtarget.Generated;
import dev.claviger.sync.rotationtarget.RotationTarget;
import dev.claviger.sync.rotationtarget.Targets;
import dev.claviger.sync.vault.RotatedSecretsClient.Published;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes a rotation from where it stands to the publication of the new credential. What was done once may be done again. */
@ApplicationScoped
class RotationSteps {
    private final TurnStore turns;
    private final CredentialStore credentials;
    private final Targets targets;
    private final Places places;
    private final Publisher publisher;
    private final Deliveries deliveries;
    private final StepWatch watch;
    private final RotationEvents events;
    private final Outbox outbox;
    private final Clock clock;
    private final Ids ids;

    RotationSteps(
            TurnStore turns,
            CredentialStore credentials,
            Targets targets,
            Places places,
            Publisher publisher,
            Deliveries deliveries,
            StepWatch watch,
            RotationEvents events,
            Outbox outbox,
            Clock clock,
            Ids ids) {
        this.turns = turns;
        this.credentials = credentials;
        this.targets = targets;
        this.places = places;
        this.publisher = publisher;
        this.deliveries = deliveries;
        this.watch = watch;
        this.events = events;
        this.outbox = outbox;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Goes on until it is published.
     *
     * @param asked the event of the request that waits for it; null when nobody does
     */
    Uni<Turn> toPublication(Turn turn, @Nullable AccessEvent asked) {
        return switch (turn.phase()) {
            case CREATE -> create(turn).chain(next -> toPublication(next, asked));
            case PROVE -> prove(turn).chain(next -> publish(next, asked));
            case PUBLISH ->
                stillTaken(turn)
                        .chain(next ->
                                next.phase() == Phase.PUBLISH ? publish(next, asked) : toPublication(next, asked));
            case VERIFY, IDLE -> Uni.createFrom().item(turn);
        };
    }

    /** The same credential is set until it is set: the target may have done it although nobody heard. */
    private Uni<Turn> create(Turn turn) {
        return requireDelivered(turn)
                .chain(() -> pending(turn))
                .chain(fresh -> watch.before(turn.id(), Step.SET)
                        .chain(() -> turns.holding(
                                turn,
                                () -> places.at(turn.rotation(), fresh)
                                        .chain(at -> target(turn).set(at, fresh.content()))))
                        .call(() -> watch.before(turn.id(), Step.KEEP_SET))
                        .chain(set -> keep(turn, fresh, set)))
                .chain(() -> turns.advance(turn, Phase.PROVE));
    }

    private Uni<Void> keep(Turn turn, Credential pending, Generated set) {
        return set.equals(pending.content())
                ? Uni.createFrom().voidItem()
                : credentials.fill(turn, pending, set).chain(() -> watch.before(turn.id(), Step.KEEP_MADE));
    }

    /**
     * What is set next ends the credential before the present one, which consumers may still have. Whoever calls may want that; and a token
     * that ends by itself would leave everybody with nothing.
     */
    private Uni<Void> requireDelivered(Turn turn) {
        return turn.isManual() || turn.endsSoon(clock.instant())
                ? Uni.createFrom().voidItem()
                : deliveries.require(turn);
    }

    /** Whether the next rotation begins although consumers are still waited for. */
    boolean isOverdue(Turn turn) {
        return turn.phase() == Phase.VERIFY && turn.rotation().isAuto() && turn.endsSoon(clock.instant());
    }

    private Uni<Credential> pending(Turn turn) {
        return credentials
                .of(turn.id())
                .chain(all -> find(all, Credential.State.PENDING)
                        .map(found -> Uni.createFrom().item(found))
                        .orElseGet(() -> draw(turn, all)));
    }

    private Uni<Credential> draw(Turn turn, List<Credential> all) {
        int slot = find(all, Credential.State.ACTIVE)
                .map(active -> 1 - active.slot())
                .orElse(0);
        Generated content = target(turn).draw(turn.rotation().parameters(), slot);
        UUID id = ids.next();
        return watch.before(turn.id(), Step.SEAL)
                .chain(() -> places.at(turn.rotation()))
                .map(at -> new Credential(id, slot, Credential.State.PENDING, 0, content, at.place()))
                .call(drawn -> credentials.insert(turn, drawn));
    }

    private Uni<Turn> prove(Turn turn) {
        return watch.before(turn.id(), Step.PROVE)
                .chain(() -> pending(turn))
                .chain(fresh -> places.at(turn.rotation(), fresh)
                        .chain(at -> target(turn).prove(at, fresh.content())))
                .chain(() -> watch.before(turn.id(), Step.KEEP_PROOF))
                .chain(() -> turns.advance(turn, Phase.PUBLISH));
    }

    /** One that ends by itself may have done so while its publication was waited for; then another one is made. */
    private Uni<Turn> stillTaken(Turn turn) {
        return turn.rotation().kind().isMadeByTarget()
                ? pending(turn)
                        .chain(fresh -> places.at(turn.rotation(), fresh)
                                .chain(at -> target(turn).isTaken(at, fresh.content())))
                        .chain(taken -> taken ? Uni.createFrom().item(turn) : turns.advance(turn, Phase.CREATE))
                : Uni.createFrom().item(turn);
    }

    private Uni<Turn> publish(Turn turn, @Nullable AccessEvent asked) {
        return watch.before(turn.id(), Step.PUBLISH)
                .chain(() -> credentials.of(turn.id()))
                .map(all -> find(all, Credential.State.PENDING).orElseThrow(TurnLost::new))
                .chain(fresh -> turns.holding(
                                turn, () -> publisher.publish(turn.rotation(), fresh.content(), turn.jobId()))
                        .call(() -> watch.before(turn.id(), Step.KEEP_PUBLICATION))
                        .chain(written -> keep(turn, fresh, written, asked)))
                .replaceWith(() -> turn.at(Phase.VERIFY));
    }

    private Uni<Void> keep(Turn turn, Credential fresh, Published written, @Nullable AccessEvent asked) {
        @Nullable Instant next = turn.rotation().nextAfter(clock.instant());
        return outbox.transaction(tx -> turns.published(tx, turn, fresh.slot(), written, next)
                .chain(() -> credentials.published(tx, turn.id()))
                .invoke(() -> tx.record(events.rotated(turn, asked))));
    }

    /** Ends what a target has made and nobody will ever have, where targets make credentials beside each other. */
    Uni<Void> discard(Turn turn) {
        return turn.rotation().kind().isMadeByTarget()
                ? credentials
                        .of(turn.id())
                        .chain(all -> find(all, Credential.State.PENDING)
                                .map(made -> places.at(turn.rotation(), made)
                                        .chain(at -> target(turn).revoke(at, made.content())))
                                .orElseGet(() -> Uni.createFrom().voidItem()))
                        .onFailure(failed -> failed instanceof Failure told && told.kind() == Failure.Kind.BAD_REQUEST)
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    private RotationTarget target(Turn turn) {
        return targets.of(turn.rotation().kind());
    }

    static Optional<Credential> find(List<Credential> all, Credential.State state) {
        return all.stream().filter(each -> each.state() == state).findFirst();
    }
}
