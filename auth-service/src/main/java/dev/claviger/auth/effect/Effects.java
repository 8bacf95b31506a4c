package dev.claviger.auth.effect;

import dev.claviger.auth.principal.Principal;
import dev.claviger.auth.principal.Principals;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Tells the other services what principals are now, after something changed that their rights or groups depend on. */
@ApplicationScoped
public class Effects {
    private final EffectStore store;
    private final Principals principals;

    Effects(EffectStore store, Principals principals) {
        this.store = store;
        this.principals = principals;
    }

    /** Of a role that somebody holds, by itself or through a group. */
    public Uni<Void> ofRole(RecordedTransaction tx, UUID orgId, UUID roleId) {
        return store.heldBy(tx, orgId, roleId).chain(found -> tell(tx, found));
    }

    /** Of a group, for the group itself and all its members. */
    public Uni<Void> ofGroup(RecordedTransaction tx, UUID groupId) {
        return store.ofGroup(tx, groupId).chain(found -> tell(tx, found));
    }

    /** Of one machine. */
    public Uni<Void> ofIdentity(RecordedTransaction tx, UUID id) {
        return store.identities(tx, List.of(id)).chain(found -> tell(tx, found));
    }

    /** Of one machine that is gone. */
    public Uni<Void> ofDeletedIdentity(RecordedTransaction tx, UUID orgId, UUID id) {
        return principals.remove(tx, Principal.Kind.IDENTITY, orgId, id);
    }

    /** Of these principals, as they are now. */
    public Uni<Void> of(RecordedTransaction tx, Members members) {
        return store.members(tx, members).chain(found -> tell(tx, found));
    }

    /** Who belongs to a group, to be asked before it is gone. */
    public Uni<Members> members(RecordedTransaction tx, UUID groupId) {
        return store.membersOf(tx, groupId);
    }

    /** One after the other: they share one connection. */
    private Uni<Void> tell(RecordedTransaction tx, List<Principal> changed) {
        Uni<Void> told = Uni.createFrom().voidItem();
        for (Principal principal : changed) {
            told = told.chain(() -> principals.put(tx, principal));
        }
        return told;
    }
}
