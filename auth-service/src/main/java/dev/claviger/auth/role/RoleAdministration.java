package dev.claviger.auth.role;

import static dev.claviger.kernel.orgright.Action.CREATE;
import static dev.claviger.kernel.orgright.Action.DELETE;
import static dev.claviger.kernel.orgright.Action.EDIT;
import static dev.claviger.kernel.orgright.Action.READ;
import static dev.claviger.kernel.orgright.Subject.ROLE;

import dev.claviger.auth.access.Acts;
import dev.claviger.auth.access.CustomRole;
import dev.claviger.auth.access.Standing;
import dev.claviger.auth.effect.Effects;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What administrators do with roles. Every act is allowed first and recorded. */
@ApplicationScoped
class RoleAdministration {
    private final RoleStore store;
    private final Effects effects;
    private final Acts acts;
    private final Standing standing;
    private final CurrentRequest current;
    private final Ids ids;
    private final Clock clock;

    RoleAdministration(
            RoleStore store,
            Effects effects,
            Acts acts,
            Standing standing,
            CurrentRequest current,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.effects = effects;
        this.acts = acts;
        this.standing = standing;
        this.current = current;
        this.ids = ids;
        this.clock = clock;
    }

    Uni<OrganizationRole> create(RoleWish wish) {
        OrganizationRole role = fresh(wish.role(ids.nextPublic()));
        AccessEvent event = described(current.event("create-org-role"), role.role());
        return acts.perform(event, ROLE.to(CREATE), tx -> {
            standing.requireCovers(role.role().reach());
            tx.record(event);
            return store.insert(tx, role)
                    .invoke(free -> requireFree(free, role))
                    .replaceWith(role);
        });
    }

    Uni<List<OrganizationRole>> list() {
        AccessEvent event = current.event("get-org-roles");
        return acts.perform(event, ROLE.to(READ), tx -> {
            tx.record(event);
            return store.list(tx, orgId());
        });
    }

    Uni<OrganizationRole> read(UUID id) {
        AccessEvent event = current.event("get-org-role").with("roleId", id.toString());
        return acts.perform(event, ROLE.to(READ), tx -> {
            tx.record(event);
            return find(tx, id);
        });
    }

    Uni<OrganizationRole> read(String slug) {
        AccessEvent event = current.event("get-org-role").with("slug", slug);
        return acts.perform(event, ROLE.to(READ), tx -> {
            tx.record(event);
            return store.findBySlug(tx, orgId(), slug)
                    .map(found -> found.orElseThrow(() -> RoleRefused.notFound(slug)));
        });
    }

    /** Both what it was and what it becomes must lie within what the caller reaches. */
    Uni<OrganizationRole> change(UUID id, RoleWish wish) {
        AccessEvent event = current.event("update-org-role").with("roleId", id.toString());
        return acts.rearrange(
                event,
                ROLE.to(EDIT),
                tx -> manage(tx, id)
                        .map(old -> edited(old, wish))
                        .invoke(changed -> standing.requireCovers(changed.role().reach()))
                        .invoke(changed -> tx.record(described(event, changed.role())))
                        .call(changed -> store.update(tx, changed).invoke(free -> requireFree(free, changed)))
                        .call(changed ->
                                store.show(tx, id, changed.role().reach().seenAs()))
                        .call(() -> effects.ofRole(tx, orgId(), id)));
    }

    /** Refused while somebody holds it. */
    Uni<OrganizationRole> delete(UUID id) {
        AccessEvent event = current.event("delete-org-role").with("roleId", id.toString());
        return acts.rearrange(
                event,
                ROLE.to(DELETE),
                tx -> manage(tx, id)
                        .invoke(gone -> tx.record(described(event, gone.role())))
                        .call(gone -> deleteUnused(tx, id)));
    }

    private Uni<Void> deleteUnused(RecordedTransaction tx, UUID id) {
        return store.delete(tx, orgId(), id)
                .chain(done -> done
                        ? Uni.createFrom().voidItem()
                        : store.holders(tx, id)
                                .map(RoleRefused::inUse)
                                .chain(refusal -> Uni.createFrom().failure(refusal)));
    }

    private Uni<OrganizationRole> manage(RecordedTransaction tx, UUID id) {
        return find(tx, id).invoke(role -> standing.requireCovers(role.role().reach()));
    }

    private Uni<OrganizationRole> find(RecordedTransaction tx, UUID id) {
        return store.find(tx, orgId(), id).map(found -> found.orElseThrow(() -> RoleRefused.notFound(id)));
    }

    private static void requireFree(boolean free, OrganizationRole role) {
        if (!free) {
            throw RoleRefused.taken(role.role().slug());
        }
    }

    private OrganizationRole fresh(CustomRole role) {
        Instant now = clock.instant();
        return new OrganizationRole(role, orgId(), now, now);
    }

    private OrganizationRole edited(OrganizationRole old, RoleWish wish) {
        return new OrganizationRole(wish.on(old.role()), old.orgId(), old.createdAt(), clock.instant());
    }

    private UUID orgId() {
        return current.caller().orgId();
    }

    private static AccessEvent described(AccessEvent event, CustomRole role) {
        return event.with("roleId", role.id().toString())
                .with("slug", role.slug())
                .with("name", role.name())
                .with("permissions", role.permissions().given().encode());
    }
}
