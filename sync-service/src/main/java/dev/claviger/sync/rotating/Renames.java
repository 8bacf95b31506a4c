package dev.claviger.sync.rotating;

import dev.claviger.sync.vault.VaultRefused;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives the secrets of a rotation other names. What they are to be called stands in the rotation before anybody is told, so that whoever comes
 * after a replica that died goes on with it before anything else is done.
 */
@ApplicationScoped
class Renames {
    private final TurnStore turns;
    private final CredentialStore credentials;
    private final Publisher publisher;
    private final StepWatch watch;

    Renames(TurnStore turns, CredentialStore credentials, Publisher publisher, StepWatch watch) {
        this.turns = turns;
        this.credentials = credentials;
        this.publisher = publisher;
        this.watch = watch;
    }

    /** Whether they could be called so. Fails as vault-service refuses it. */
    Uni<Void> rehearse(Turn turn, @Nullable Map<String, String> names) {
        return names == null
                ? Uni.createFrom().voidItem()
                : active(turn)
                        .chain(active -> publisher.rehearse(turn.rotation(), active.content(), names, turn.jobId()))
                        .chain(() -> watch.before(turn.id(), Step.NOTE_NAMES));
    }

    /** Fails while vault-service is away, and when it refuses the names after all; then they stay as they are. */
    Uni<Void> finish(Turn turn, @Nullable Map<String, String> names) {
        return names == null
                ? Uni.createFrom().voidItem()
                : watch.before(turn.id(), Step.RENAME)
                        .chain(() -> turns.renew(turn))
                        .chain(() -> active(turn))
                        .chain(active -> publisher.publish(turn.rotation(), active.content(), names, turn.jobId()))
                        .onFailure(VaultRefused.class)
                        .call(() -> turns.keepNames(turn, null))
                        .chain(() -> watch.before(turn.id(), Step.KEEP_NAMES))
                        .chain(() -> turns.keepNames(turn, names));
    }

    private Uni<Credential> active(Turn turn) {
        return credentials
                .of(turn.id())
                .map(all -> RotationSteps.find(all, Credential.State.ACTIVE).orElseThrow(TurnLost::new));
    }
}
