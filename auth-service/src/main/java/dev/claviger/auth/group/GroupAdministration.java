package dev.claviger.auth.group;

import static dev.claviger.kernel.orgright.Action.CREATE;
import static dev.claviger.kernel.orgright.Action.DELETE;
import static dev.claviger.kernel.orgright.Action.EDIT;
import static dev.claviger.kernel.orgright.Action.READ;
import static dev.claviger.kernel.orgright.Subject.GROUPS;

import dev.claviger.auth.access.Acts;
import dev.claviger.auth.access.Rights;
import dev.claviger.auth.access.Standing;
import dev.claviger.auth.effect.Effects;
import dev.claviger.auth.effect.Members;
import dev.claviger.auth.principal.Principal.Kind;
import dev.claviger.auth.principal.Principals;
import dev.claviger.auth.role.Roles;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What administrators do with groups. Every act is allowed first and recorded. */
@ApplicationScoped
class GroupAdministration {
    private final GroupStore store;
    private final Roles roles;
    private final Effects effects;
    private final Principals principals;
    private final Acts acts;
    private final Standing standing;
    private final CurrentRequest current;
    private final Ids ids;
    private final Clock clock;

    GroupAdministration(
            GroupStore store,
            Roles roles,
            Effects effects,
            Principals principals,
            Acts acts,
            Standing standing,
            CurrentRequest current,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.roles = roles;
        this.effects = effects;
        this.principals = principals;
        this.acts = acts;
        this.standing = standing;
        this.current = current;
        this.ids = ids;
        this.clock = clock;
    }

    Uni<Group> create(GroupWish.Body body) {
        UUID id = ids.nextPublic();
        GroupWish wish = GroupWish.fresh(body, id);
        Group plain = fresh(id, wish);
        AccessEvent event = described(current.event("create-group"), plain).with("role", String.valueOf(wish.role()));
        return acts.perform(
                event,
                GROUPS.to(CREATE),
                tx -> withRole(tx, plain, wish.role())
                        .invoke(group -> standing.requireCovers(group.rights()))
                        .invoke(group -> tx.record(event))
                        .call(group -> store.insert(tx, group).invoke(free -> requireFree(free, group)))
                        .call(group -> effects.ofGroup(tx, id)));
    }

    Uni<List<Group>> list() {
        AccessEvent event = current.event("get-groups");
        return acts.perform(event, GROUPS.to(READ), tx -> {
            tx.record(event);
            return store.list(tx, orgId());
        });
    }

    Uni<Group> read(UUID id) {
        AccessEvent event = about(current.event("get-group"), id);
        return acts.perform(event, GROUPS.to(READ), tx -> {
            tx.record(event);
            return find(tx, id);
        });
    }

    /** What it gave and what it will give must both lie within what the caller reaches. */
    Uni<Group> change(UUID id, GroupWish.Body body) {
        GroupWish wish = GroupWish.edit(body);
        AccessEvent event = about(current.event("update-group"), id);
        return acts.rearrange(
                event,
                GROUPS.to(EDIT),
                tx -> manage(tx, id)
                        .map(old -> edited(old, wish))
                        .chain(edited -> withRole(tx, edited, wish.role()))
                        .invoke(changed -> standing.requireCovers(changed.rights()))
                        .invoke(changed -> tx.record(described(event, changed)
                                .with("role", changed.rights().slug())))
                        .call(changed -> store.update(tx, changed).invoke(free -> requireFree(free, changed)))
                        .call(changed -> effects.ofGroup(tx, id)));
    }

    /** Its members lose what it gave them. */
    Uni<Group> delete(UUID id) {
        AccessEvent event = about(current.event("delete-group"), id);
        return acts.rearrange(
                event,
                GROUPS.to(DELETE),
                tx -> manage(tx, id)
                        .invoke(gone -> tx.record(described(event, gone)))
                        .call(gone -> effects.members(tx, id).chain(members -> delete(tx, gone, members))));
    }

    /** For the members, who hang on it. Fails with {@link GroupRefused}. */
    Uni<Group> find(RecordedTransaction tx, UUID id) {
        return store.find(tx, orgId(), id).map(found -> found.orElseThrow(() -> GroupRefused.notFound(id)));
    }

    /** As {@link #find}, for changes: fails also when it gives more than the caller has. */
    Uni<Group> manage(RecordedTransaction tx, UUID id) {
        return find(tx, id).invoke(group -> standing.requireCovers(group.rights()));
    }

    private Uni<Void> delete(RecordedTransaction tx, Group gone, Members members) {
        return store.delete(tx, gone.orgId(), gone.id())
                .chain(() -> principals.remove(tx, Kind.GROUP, gone.orgId(), gone.id()))
                .chain(() -> effects.of(tx, members));
    }

    private Uni<Group> withRole(RecordedTransaction tx, Group group, @Nullable String role) {
        return role == null
                ? Uni.createFrom().item(group)
                : roles.named(tx, orgId(), role).map(held -> group.with(held.rights(false)));
    }

    private static void requireFree(boolean free, Group group) {
        if (!free) {
            throw GroupRefused.taken(group.slug());
        }
    }

    private Group fresh(UUID id, GroupWish wish) {
        Instant now = clock.instant();
        return new Group(
                id,
                orgId(),
                String.valueOf(wish.name()),
                String.valueOf(wish.slug()),
                new Rights(OrgRole.NO_ACCESS, false),
                now,
                now);
    }

    private Group edited(Group old, GroupWish wish) {
        return new Group(
                old.id(),
                old.orgId(),
                wish.name() == null ? old.name() : wish.name(),
                wish.slug() == null ? old.slug() : wish.slug(),
                old.rights(),
                old.createdAt(),
                clock.instant());
    }

    private UUID orgId() {
        return current.caller().orgId();
    }

    private static AccessEvent about(AccessEvent event, UUID id) {
        return event.with("groupId", id.toString());
    }

    private static AccessEvent described(AccessEvent event, Group group) {
        return about(event, group.id()).with("name", group.name()).with("slug", group.slug());
    }
}
