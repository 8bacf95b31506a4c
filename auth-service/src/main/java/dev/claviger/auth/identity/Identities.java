package dev.claviger.auth.identity;

import dev.claviger.auth.access.ReachStore;
import dev.claviger.auth.access.Standing;
import dev.claviger.auth.effect.Effects;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The identities of an organisation, for the features that attach something to them. */
@ApplicationScoped
public class Identities {
    private final IdentityStore store;
    private final Standing standing;
    private final ReachStore reaches;
    private final Effects effects;

    Identities(IdentityStore store, Standing standing, ReachStore reaches, Effects effects) {
        this.store = store;
        this.standing = standing;
        this.reaches = reaches;
        this.effects = effects;
    }

    public Uni<Void> add(RecordedTransaction tx, Identity identity) {
        return store.insert(tx, identity).chain(() -> effects.ofIdentity(tx, identity.id()));
    }

    Uni<Void> update(RecordedTransaction tx, Identity changed) {
        return store.update(tx, changed).chain(() -> effects.ofIdentity(tx, changed.id()));
    }

    /** With all its login methods and tokens. */
    Uni<Void> delete(RecordedTransaction tx, Identity gone) {
        return store.delete(tx, gone.id()).chain(() -> effects.ofDeletedIdentity(tx, gone.orgId(), gone.id()));
    }

    /** Lets the other services know of something that was attached to it or taken away, as it is now. */
    public Uni<Void> tell(RecordedTransaction tx, UUID id) {
        return effects.ofIdentity(tx, id);
    }

    /** Fails with {@link IdentityNotFound}. */
    public Uni<Identity> read(RecordedTransaction tx, UUID orgId, UUID id) {
        return store.find(tx, orgId, id).map(found -> found.orElseThrow(() -> new IdentityNotFound(id)));
    }

    /**
     * Reads an identity that the caller is about to change, or to give a way to log in, and keeps it as it is until the transaction
     * ends. Fails with {@link IdentityNotFound}, and with a boundary refusal when it has, also through its groups, more rights than the
     * caller.
     */
    public Uni<Identity> manage(RecordedTransaction tx, UUID orgId, UUID id) {
        return store.lock(tx, orgId, id)
                .map(found -> found.orElseThrow(() -> new IdentityNotFound(id)))
                .call(identity -> reaches.ofIdentity(tx, orgId, id).invoke(standing::requireCovers));
    }
}
