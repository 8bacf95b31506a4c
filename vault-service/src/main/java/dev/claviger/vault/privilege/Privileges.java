package dev.claviger.vault.privilege;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.BoundaryExceeded;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.GuardedChanges;
import dev.claviger.vault.project.GuardedChanges.Right;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Gives, changes, shows and takes privileges. Whoever may edit a member may do that, within its own permissions. */
@ApplicationScoped
class Privileges {
    private final PrivilegeStore store;
    private final GuardedChanges changes;
    private final Ids ids;
    private final Clock clock;

    Privileges(PrivilegeStore store, GuardedChanges changes, Ids ids, Clock clock) {
        this.store = store;
        this.changes = changes;
        this.ids = ids;
        this.clock = clock;
    }

    /** Fails with {@link PrivilegeNotFound} when there is no such member, {@link PrivilegeTaken} and {@link BoundaryExceeded}. */
    Uni<Privilege> create(Caller caller, ProjectRef ref, Holder holder, PrivilegeWish wish, AccessEvent event) {
        return changes.change(
                caller,
                ref,
                right(Action.EDIT, holder),
                event,
                (tx, open) -> store.membership(tx, open.id(), holder)
                        .map(found -> found.orElseThrow(
                                () -> PrivilegeNotFound.noMember(holder.id().toString())))
                        .map(membershipId -> fresh(open, membershipId, holder, wish))
                        .invoke(fresh -> open.permissions().requireMayChange(List.of(), List.of(fresh.holding())))
                        .call(fresh -> store.insert(tx, fresh))
                        .invoke(fresh -> tx.record(described(event, fresh))));
    }

    private Privilege fresh(OpenProject open, UUID membershipId, Holder holder, PrivilegeWish wish) {
        UUID id = ids.nextPublic();
        Instant now = clock.instant();
        String slug = wish.slug() == null ? "privilege-" + id.toString().substring(0, 8) : wish.slug();
        return new Privilege(id, open.id(), membershipId, holder, slug, wish.required(), wish.term(), now, now);
    }

    /** Fails with {@link PrivilegeNotFound}, {@link PrivilegeTaken} and {@link BoundaryExceeded}. */
    Uni<Privilege> update(Caller caller, Privilege known, PrivilegeWish wish, AccessEvent event) {
        return changes.change(
                caller,
                new ProjectRef.ById(known.projectId()),
                right(Action.EDIT, known.holder()),
                event,
                (tx, open) -> store.find(tx, open.id(), known.id())
                        .map(found -> found.orElseThrow(() -> PrivilegeNotFound.of(known.slug())))
                        .map(old -> changed(open, old, wish))
                        .call(changed -> store.update(tx, changed))
                        .invoke(changed -> tx.record(described(event, changed))));
    }

    private Privilege changed(OpenProject open, Privilege old, PrivilegeWish wish) {
        Privilege changed = old.with(
                wish.slug() == null ? old.slug() : wish.slug(),
                wish.permissions() == null ? old.permissions() : wish.permissions(),
                wish.saysTime() ? wish.term() : old.term(),
                clock.instant());
        open.permissions().requireMayChange(List.of(old.holding()), List.of(changed.holding()));
        return changed;
    }

    /** Fails with {@link PrivilegeNotFound} and {@link BoundaryExceeded}. */
    Uni<Privilege> delete(Caller caller, Privilege known, AccessEvent event) {
        return changes.change(
                caller,
                new ProjectRef.ById(known.projectId()),
                right(Action.EDIT, known.holder()),
                event,
                (tx, open) -> store.find(tx, open.id(), known.id())
                        .map(found -> found.orElseThrow(() -> PrivilegeNotFound.of(known.slug())))
                        .invoke(gone -> open.permissions().requireMayChange(List.of(gone.holding()), List.of()))
                        .call(gone -> store.delete(tx, gone.id()))
                        .invoke(gone -> tx.record(described(event, gone))));
    }

    /** By its id, in whichever project of the organisation it is, for whoever may read the member. Fails with {@link PrivilegeNotFound}. */
    Uni<Privilege> find(Caller caller, String type, UUID id, AccessEvent attempt) {
        return store.find(caller.orgId(), type, id)
                .map(found -> found.orElseThrow(() -> PrivilegeNotFound.of(id.toString())))
                .call(found -> changes.look(
                        caller, new ProjectRef.ById(found.projectId()), right(Action.READ, found.holder()), attempt));
    }

    /** Fails with {@link PrivilegeNotFound}. */
    Uni<Privilege> findBySlug(Caller caller, ProjectRef ref, Holder holder, String slug, AccessEvent attempt) {
        return list(caller, ref, holder, attempt)
                .map(all -> all.stream()
                        .filter(one -> one.slug().equals(slug))
                        .findFirst()
                        .orElseThrow(() -> PrivilegeNotFound.of(slug)));
    }

    Uni<List<Privilege>> list(Caller caller, ProjectRef ref, Holder holder, AccessEvent attempt) {
        return changes.look(caller, ref, right(Action.READ, holder), attempt)
                .chain(open -> store.all(open.id(), holder));
    }

    /** Whose membership it is; for clients that name that. Fails with {@link PrivilegeNotFound}. */
    Uni<PrivilegeStore.Place> place(Caller caller, UUID membershipId) {
        return store.place(caller.orgId(), membershipId)
                .map(found -> found.filter(place -> place.holder().type().equals(Holder.USER))
                        .orElseThrow(() -> PrivilegeNotFound.noMember(membershipId.toString())));
    }

    private static Right right(String action, Holder holder) {
        return holder.type().equals(Holder.IDENTITY)
                ? new Right(action, Subject.IDENTITY, Resource.identity(holder.id()))
                : new Right(action, Subject.MEMBER);
    }

    static AccessEvent described(AccessEvent event, Privilege privilege) {
        AccessEvent described = event.in(privilege.projectId(), null, null)
                .with("privilegeId", privilege.id())
                .with(privilege.holder().type() + "Id", privilege.holder().id())
                .with("slug", privilege.slug())
                .with("permissions", privilege.permissions().given().encode());
        return privilege.term() == null
                ? described
                : described.with(
                        "temporaryAccessEndTime", privilege.term().end().toString());
    }
}
