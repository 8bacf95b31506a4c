package dev.claviger.auth.user;

import dev.claviger.auth.principal.Principal;
import dev.claviger.auth.principal.Principal.Kind;
import dev.claviger.auth.principal.Principals;
import dev.claviger.auth.user.Membership.Status;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Changes who belongs where, and lets the other services know within the same transaction. */
@ApplicationScoped
public class Memberships {
    private final MembershipStore store;
    private final Principals principals;

    Memberships(MembershipStore store, Principals principals) {
        this.store = store;
        this.principals = principals;
    }

    /** False when the person has a place there already. */
    public Uni<Boolean> add(RecordedTransaction tx, User user, Membership membership) {
        return store.insert(tx, membership).call(added -> added ? tell(tx, user, membership) : nothing());
    }

    /** Fails with {@link LastAdmin} when the organisation would have no administrator any more. */
    public Uni<Void> change(RecordedTransaction tx, User user, Membership old, Membership changed) {
        return store.lock(tx, old.orgId())
                .chain(() -> old.isActiveAdmin() && !changed.isActiveAdmin() ? requireAnother(tx, old) : nothing())
                .chain(() -> store.update(tx, changed))
                .chain(() -> tell(tx, user, changed));
    }

    /**
     * They may come back one day, so to the other services they are disabled, not deleted. Fails with {@link LastAdmin} when the
     * organisation would have no administrator any more.
     */
    public Uni<Void> remove(RecordedTransaction tx, User user, Membership membership) {
        return delete(tx, membership)
                .chain(() -> tell(
                        tx, user, membership.changed(OrgRole.NO_ACCESS, Status.DEACTIVATED, membership.updatedAt())));
    }

    /** With their person, who never comes back. Fails as {@link #remove}. */
    public Uni<Void> removeForGood(RecordedTransaction tx, Membership membership) {
        return delete(tx, membership)
                .chain(() -> principals.remove(tx, Kind.USER, membership.orgId(), membership.userId()));
    }

    private Uni<Void> delete(RecordedTransaction tx, Membership membership) {
        return store.lock(tx, membership.orgId())
                .chain(() -> membership.isActiveAdmin() ? requireAnother(tx, membership) : nothing())
                .chain(() -> store.delete(tx, membership.id()));
    }

    private Uni<Void> requireAnother(RecordedTransaction tx, Membership membership) {
        return store.otherAdmins(tx, membership)
                .invoke(Memberships::requireSome)
                .replaceWithVoid();
    }

    private static void requireSome(long others) {
        if (others == 0) {
            throw new LastAdmin();
        }
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }

    /** Lets the other services know what a person is in one of their organisations. */
    public Uni<Void> tell(RecordedTransaction tx, User user, Membership membership) {
        return principals.putButGroups(
                tx,
                new Principal(
                        Kind.USER,
                        user.id(),
                        membership.orgId(),
                        user.email().text(),
                        membership.role().slug(),
                        user.enabled() && membership.isActive(),
                        Set.of()));
    }
}
