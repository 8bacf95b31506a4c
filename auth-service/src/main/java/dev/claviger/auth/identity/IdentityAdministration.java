package dev.claviger.auth.identity;

import static dev.claviger.auth.access.IdentityAction.CREATE;
import static dev.claviger.auth.access.IdentityAction.DELETE;
import static dev.claviger.auth.access.IdentityAction.EDIT;
import static dev.claviger.auth.access.IdentityAction.READ;

import dev.claviger.auth.access.Acts;
import dev.claviger.auth.access.IdentityActs;
import dev.claviger.auth.access.IdentityActs.Work;
import dev.claviger.auth.access.Standing;
import dev.claviger.auth.organization.OrganizationNotFound;
import dev.claviger.auth.project.ProjectIdentities;
import dev.claviger.auth.role.Roles;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What administrators do with identities. Every act is allowed first and recorded. */
@ApplicationScoped
class IdentityAdministration {
    private final IdentityStore store;
    private final Identities identities;
    private final Roles roles;
    private final Acts acts;
    private final IdentityActs identityActs;
    private final ProjectIdentities projects;
    private final Standing standing;
    private final CurrentRequest current;
    private final Clock clock;

    IdentityAdministration(
            IdentityStore store,
            Identities identities,
            Roles roles,
            Acts acts,
            IdentityActs identityActs,
            ProjectIdentities projects,
            Standing standing,
            CurrentRequest current,
            Clock clock) {
        this.store = store;
        this.identities = identities;
        this.roles = roles;
        this.acts = acts;
        this.identityActs = identityActs;
        this.projects = projects;
        this.standing = standing;
        this.current = current;
        this.clock = clock;
    }

    /** Makes it with the role of this slug. */
    Uni<Identity> create(Identity identity, String role) {
        AccessEvent event = described(current.event("create-identity"), identity, role);
        return acts.perform(event, CREATE, tx -> {
            requireOwnOrganization(identity.orgId());
            return roles.named(tx, orgId(), role)
                    .map(held -> identity.with(held.rights(false)))
                    .invoke(made -> standing.requireCovers(made.rights()))
                    .invoke(made -> tx.record(event))
                    .call(made -> identities.add(tx, made));
        });
    }

    Uni<Identity> read(UUID id) {
        AccessEvent attempt = about(current.event("get-identity"), id);
        return identityActs.perform(attempt, READ, id, (tx, event) -> {
            tx.record(event);
            return identities.read(tx, orgId(), id);
        });
    }

    /** @param role the slug of the role that it gets; null to leave it the one it has */
    Uni<Identity> change(UUID id, @Nullable String role, UnaryOperator<Identity> edit) {
        AccessEvent attempt = about(current.event("update-identity"), id);
        return identityActs.rearrange(
                attempt,
                EDIT,
                id,
                (tx, event) -> identities
                        .manage(tx, orgId(), id)
                        .map(edit)
                        .chain(edited -> withRole(tx, edited, role))
                        .map(this::touched)
                        .invoke(changed -> tx.record(described(event, changed)))
                        .call(changed -> identities.update(tx, changed)));
    }

    Uni<Identity> delete(UUID id) {
        AccessEvent attempt = about(current.event("delete-identity"), id);
        return identityActs
                .rearrange(
                        attempt,
                        DELETE,
                        id,
                        (tx, event) -> identities.manage(tx, orgId(), id).chain(gone -> delete(tx, gone, event)))
                .call(this::letGo);
    }

    private Uni<Identity> delete(RecordedTransaction tx, Identity gone, AccessEvent event) {
        requireUnprotected(gone);
        tx.record(described(event, gone));
        return identities.delete(tx, gone).replaceWith(gone);
    }

    private Uni<Void> letGo(Identity gone) {
        return gone.projectId() == null ? Uni.createFrom().voidItem() : projects.letGo(gone.projectId(), gone.id());
    }

    /** A disabled one gets no tokens, and those it has are refused everywhere until it is enabled again. */
    Uni<Identity> enable(UUID id, boolean enabled) {
        return enabled
                ? identityActs.rearrange(about(current.event("enable-identity"), id), EDIT, id, enabling(id, true))
                : identityActs.restrain(about(current.event("disable-identity"), id), EDIT, id, enabling(id, false));
    }

    private Work<Identity> enabling(UUID id, boolean enabled) {
        return (tx, event) -> identities
                .manage(tx, orgId(), id)
                .map(old -> old.with(enabled, clock.instant()))
                .invoke(changed -> tx.record(event))
                .call(changed -> identities.enable(tx, changed));
    }

    Uni<MembershipAnswer.Page> search(UUID orgId, IdentitySearch search) {
        AccessEvent event = current.event("get-identities");
        return acts.perform(event, READ, tx -> {
            requireOwnOrganization(orgId);
            tx.record(event);
            return page(tx, search);
        });
    }

    private Uni<Identity> withRole(RecordedTransaction tx, Identity identity, @Nullable String role) {
        if (role == null) {
            return Uni.createFrom().item(identity);
        }
        if (identity.projectId() != null && !role.equals(OrgRole.NO_ACCESS.slug())) {
            throw new ProjectOwned();
        }
        return roles.named(tx, orgId(), role)
                .map(held -> identity.with(held.rights(identity.rights().instanceAdmin())))
                .invoke(changed -> standing.requireCovers(changed.rights()));
    }

    UUID orgId() {
        return current.caller().orgId();
    }

    private Uni<MembershipAnswer.Page> page(RecordedTransaction tx, IdentitySearch search) {
        return store.search(tx, orgId(), null, search)
                .chain(found -> store.count(tx, orgId(), null, search)
                        .map(total -> new MembershipAnswer.Page(
                                found.stream().map(MembershipAnswer::of).toList(), total)));
    }

    private void requireOwnOrganization(UUID orgId) {
        if (!orgId.equals(orgId())) {
            throw new OrganizationNotFound(orgId);
        }
    }

    static void requireUnprotected(Identity identity) {
        if (identity.deleteProtection()) {
            throw new DeleteProtected();
        }
    }

    private Identity touched(Identity changed) {
        return changed.touched(clock.instant());
    }

    static AccessEvent about(AccessEvent event, UUID id) {
        return event.with("identityId", id.toString());
    }

    static AccessEvent described(AccessEvent event, Identity identity) {
        return described(event, identity, identity.rights().slug());
    }

    private static AccessEvent described(AccessEvent event, Identity identity, String role) {
        return about(event, identity.id())
                .with("name", identity.name())
                .with("role", role)
                .with("hasDeleteProtection", identity.deleteProtection())
                .with(
                        "metadata",
                        identity.metadata().stream()
                                .map(entry -> Map.of("key", entry.key(), "value", entry.value()))
                                .toList());
    }
}
