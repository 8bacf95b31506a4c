package dev.claviger.auth.identity;

import dev.claviger.auth.access.Standing;
import dev.claviger.auth.principal.Principal;
import dev.claviger.auth.principal.Principals;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.UUID;

/** The identities of an organisation, for the features that attach something to them. */
@ApplicationScoped
public class Identities {
    private final IdentityStore store;
    private final Standing standing;
    private final Principals principals;

    Identities(IdentityStore store, Standing standing, Principals principals) {
        this.store = store;
        this.standing = standing;
        this.principals = principals;
    }

    public Uni<Void> add(RecordedTransaction tx, Identity identity) {
        return store.insert(tx, identity).chain(() -> tell(tx, identity));
    }

    Uni<Void> update(RecordedTransaction tx, Identity changed) {
        return store.update(tx, changed).chain(() -> tell(tx, changed));
    }

    /** With all its login methods and tokens. */
    Uni<Void> delete(RecordedTransaction tx, Identity gone) {
        return store.delete(tx, gone.id())
                .chain(() -> principals.remove(tx, Principal.Kind.IDENTITY, gone.orgId(), gone.id()));
    }

    /** Fails with {@link IdentityNotFound}. */
    public Uni<Identity> read(RecordedTransaction tx, UUID orgId, UUID id) {
        return store.find(tx, orgId, id).map(found -> found.orElseThrow(() -> new IdentityNotFound(id)));
    }

    /**
     * Reads an identity that the caller is about to change, or to give a way to log in, and keeps it as it is until the transaction
     * ends. Fails with {@link IdentityNotFound}, and with a boundary refusal when it has more rights than the caller.
     */
    public Uni<Identity> manage(RecordedTransaction tx, UUID orgId, UUID id) {
        return store.lock(tx, orgId, id)
                .map(found -> found.orElseThrow(() -> new IdentityNotFound(id)))
                .invoke(identity -> standing.requireCovers(identity.rights()));
    }

    private Uni<Void> tell(RecordedTransaction tx, Identity identity) {
        Principal principal = new Principal(
                Principal.Kind.IDENTITY,
                identity.id(),
                identity.orgId(),
                identity.name(),
                identity.rights().role().slug(),
                true,
                Set.of());
        return principals.putButGroups(tx, principal);
    }
}
