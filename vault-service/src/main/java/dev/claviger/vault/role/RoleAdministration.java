package dev.claviger.vault.role;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.BoundaryExceeded;
import dev.claviger.vault.permission.BuiltInRole;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.GuardedChanges;
import dev.claviger.vault.project.GuardedChanges.Right;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Makes, changes, shows and deletes the roles of a project. What a role was and what it becomes lie within its maker's own rights. */
@ApplicationScoped
class RoleAdministration {
    private final RoleStore store;
    private final GuardedChanges changes;
    private final Ids ids;
    private final Clock clock;

    RoleAdministration(RoleStore store, GuardedChanges changes, Ids ids, Clock clock) {
        this.store = store;
        this.changes = changes;
        this.ids = ids;
        this.clock = clock;
    }

    /** Fails with {@link RoleRefused} and {@link BoundaryExceeded}. */
    Uni<ProjectRole> create(Caller caller, ProjectRef ref, RoleWish wish, AccessEvent event) {
        return changes.change(caller, ref, right(Action.CREATE), event, (tx, open) -> {
            ProjectRole role = wish.role(ids.nextPublic(), open.id(), clock.instant());
            open.permissions().requireMayChange(List.of(), role.holdings());
            tx.record(described(event, role));
            return store.insert(tx, role).replaceWith(role);
        });
    }

    /** Fails with {@link RoleNotFound}, {@link RoleRefused} and {@link BoundaryExceeded}. */
    Uni<ProjectRole> update(Caller caller, ProjectRef ref, UUID id, RoleWish wish, AccessEvent event) {
        return changes.change(
                caller,
                ref,
                right(Action.EDIT),
                event.with("roleId", id),
                (tx, open) -> find(tx, open, id)
                        .map(old -> changed(open, old, wish))
                        .call(role -> store.update(tx, role))
                        .invoke(role -> tx.record(described(event, role))));
    }

    private ProjectRole changed(OpenProject open, ProjectRole old, RoleWish wish) {
        ProjectRole role = wish.on(old, clock.instant());
        open.permissions().requireMayChange(old.holdings(), role.holdings());
        return role;
    }

    /** Refused while somebody holds it. Fails with {@link RoleNotFound}, {@link RoleRefused} and {@link BoundaryExceeded}. */
    Uni<ProjectRole> delete(Caller caller, ProjectRef ref, UUID id, AccessEvent event) {
        return changes.change(
                caller,
                ref,
                right(Action.DELETE),
                event.with("roleId", id),
                (tx, open) -> find(tx, open, id)
                        .invoke(gone -> open.permissions().requireMayChange(gone.holdings(), List.of()))
                        .call(gone -> store.holders(tx, id).invoke(RoleAdministration::requireUnused))
                        .call(gone -> store.delete(tx, gone))
                        .invoke(gone -> tx.record(described(event, gone))));
    }

    private static void requireUnused(long holders) {
        if (holders > 0) {
            throw RoleRefused.inUse(holders);
        }
    }

    /** The built-in ones first. */
    Uni<List<RoleView>> list(Caller caller, ProjectRef ref, AccessEvent attempt) {
        return changes.look(caller, ref, right(Action.READ), attempt)
                .chain(open -> store.all(open.id())
                        .map(made -> Stream.concat(
                                        Stream.of(BuiltInRole.values())
                                                .map(role -> RoleView.of(role, open.id(), false)),
                                        made.stream().map(RoleView::inShort))
                                .toList()));
    }

    /** Fails with {@link RoleNotFound}. */
    Uni<RoleView> bySlug(Caller caller, ProjectRef ref, String slug, RoleWish.Form form, AccessEvent attempt) {
        return changes.look(caller, ref, right(Action.READ), attempt)
                .chain(open -> store.all(open.id()).map(made -> view(open, made, slug, form)));
    }

    private static RoleView view(OpenProject open, List<ProjectRole> made, String slug, RoleWish.Form form) {
        Optional<RoleView> builtIn = BuiltInRole.bySlug(slug).map(role -> RoleView.of(role, open.id(), true));
        return builtIn.or(() -> made.stream()
                        .filter(role -> role.slug().equals(slug))
                        .findFirst()
                        .map(role -> form == RoleWish.Form.OLDER ? RoleView.older(role) : RoleView.of(role)))
                .orElseThrow(() -> RoleNotFound.bySlug(slug));
    }

    /** By its own id, in whichever project of the organisation it is. Fails with {@link RoleNotFound}. */
    Uni<RoleView> byId(Caller caller, UUID id, AccessEvent attempt) {
        return store.projectOf(caller.orgId(), id)
                .map(found -> found.orElseThrow(() -> RoleNotFound.byId(id.toString())))
                .chain(projectId -> changes.look(
                        caller, new ProjectRef.ById(projectId), right(Action.READ), attempt.with("roleId", id)))
                .chain(open -> store.find(open.id(), id))
                .map(found -> found.map(RoleView::of).orElseThrow(() -> RoleNotFound.byId(id.toString())));
    }

    private Uni<ProjectRole> find(RecordedTransaction tx, OpenProject open, UUID id) {
        return store.find(tx, open.id(), id).map(found -> found.orElseThrow(() -> RoleNotFound.byId(id.toString())));
    }

    private static Right right(String action) {
        return new Right(action, Subject.ROLE);
    }

    private static AccessEvent described(AccessEvent event, ProjectRole role) {
        return event.in(role.projectId(), null, null)
                .with("roleId", role.id())
                .with("slug", role.slug())
                .with("name", role.name())
                .with("permissions", role.permissions().given().encode());
    }
}
