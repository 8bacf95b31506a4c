package dev.claviger.auth.user;

import dev.claviger.auth.effect.Effects;
import dev.claviger.auth.effect.Members;
import dev.claviger.auth.principal.Principal;
import dev.claviger.auth.principal.Principal.Kind;
import dev.claviger.auth.principal.Principals;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** Changes who belongs where, and lets the other services know within the same transaction. */
@ApplicationScoped
public class Memberships {
    private final MembershipStore store;
    private final Principals principals;
    private final Effects effects;

    Memberships(MembershipStore store, Principals principals, Effects effects) {
        this.store = store;
        this.principals = principals;
        this.effects = effects;
    }

    /** False when the person has a place there already. */
    public Uni<Boolean> add(RecordedTransaction tx, Membership membership) {
        return store.insert(tx, membership).call(added -> added ? tell(tx, membership) : nothing());
    }

    /** Fails with {@link LastAdmin} when the organisation would have no administrator any more. */
    public Uni<Void> change(RecordedTransaction tx, Membership old, Membership changed) {
        return store.lock(tx, old.orgId())
                .chain(() -> old.isActiveAdmin() && !changed.isActiveAdmin() ? requireAnother(tx, old) : nothing())
                .chain(() -> store.update(tx, changed))
                .chain(() -> tell(tx, changed));
    }

    /**
     * They may come back one day, so to the other services they are disabled, not deleted. Fails with {@link LastAdmin} when the
     * organisation would have no administrator any more.
     */
    public Uni<Void> remove(RecordedTransaction tx, User user, Membership membership) {
        return delete(tx, membership).chain(() -> tellGone(tx, user, membership));
    }

    /** With their person, who never comes back. Fails as {@link #remove}. */
    public Uni<Void> removeForGood(RecordedTransaction tx, Membership membership) {
        return delete(tx, membership)
                .chain(() -> principals.remove(tx, Kind.USER, membership.orgId(), membership.userId()));
    }

    private Uni<Void> delete(RecordedTransaction tx, Membership membership) {
        return requireNotLastAdmin(tx, membership).chain(() -> store.delete(tx, membership.id()));
    }

    /**
     * Before the person of this membership is shut out. Nobody else can be until the transaction ends. Fails with {@link LastAdmin} when
     * the organisation would have no administrator any more.
     */
    public Uni<Void> requireNotLastAdmin(RecordedTransaction tx, Membership membership) {
        return store.lock(tx, membership.orgId())
                .chain(() -> membership.isActiveAdmin() ? requireAnother(tx, membership) : nothing());
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

    /** Lets the other services know what a person is in one of their organisations, groups included, as the rows say now. */
    public Uni<Void> tell(RecordedTransaction tx, Membership membership) {
        return effects.of(tx, new Members(membership.orgId(), List.of(), List.of(membership.userId())));
    }

    private Uni<Void> tellGone(RecordedTransaction tx, User user, Membership membership) {
        Principal gone = new Principal(
                Kind.USER,
                user.id(),
                membership.orgId(),
                user.email().text(),
                OrgRole.NO_ACCESS.slug(),
                false,
                Set.of());
        return principals.put(tx, gone);
    }
}
