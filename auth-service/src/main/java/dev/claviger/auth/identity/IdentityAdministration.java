package dev.claviger.auth.identity;

import static dev.claviger.auth.access.IdentityAction.CREATE;
import static dev.claviger.auth.access.IdentityAction.DELETE;
import static dev.claviger.auth.access.IdentityAction.EDIT;
import static dev.claviger.auth.access.IdentityAction.READ;

import dev.claviger.auth.access.Acts;
import dev.claviger.auth.access.Standing;
import dev.claviger.auth.organization.OrganizationNotFound;
import dev.claviger.auth.role.Roles;
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
    private final Standing standing;
    private final CurrentRequest current;
    private final Clock clock;

    IdentityAdministration(
            IdentityStore store,
            Identities identities,
            Roles roles,
            Acts acts,
            Standing standing,
            CurrentRequest current,
            Clock clock) {
        this.store = store;
        this.identities = identities;
        this.roles = roles;
        this.acts = acts;
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
        AccessEvent event = about(current.event("get-identity"), id);
        return acts.perform(event, READ, tx -> {
            tx.record(event);
            return identities.read(tx, orgId(), id);
        });
    }

    /** @param role the slug of the role that it gets; null to leave it the one it has */
    Uni<Identity> change(UUID id, @Nullable String role, UnaryOperator<Identity> edit) {
        AccessEvent event = about(current.event("update-identity"), id);
        return acts.rearrange(
                event,
                EDIT,
                tx -> identities
                        .manage(tx, orgId(), id)
                        .map(edit)
                        .chain(edited -> withRole(tx, edited, role))
                        .map(this::touched)
                        .invoke(changed -> tx.record(described(event, changed)))
                        .call(changed -> identities.update(tx, changed)));
    }

    Uni<Identity> delete(UUID id) {
        AccessEvent event = about(current.event("delete-identity"), id);
        return acts.rearrange(
                event,
                DELETE,
                tx -> identities
                        .manage(tx, orgId(), id)
                        .invoke(IdentityAdministration::requireUnprotected)
                        .invoke(gone -> tx.record(described(event, gone)))
                        .call(gone -> identities.delete(tx, gone)));
    }

    /** A disabled one gets no tokens, and those it has are refused everywhere until it is enabled again. */
    Uni<Identity> enable(UUID id, boolean enabled) {
        AccessEvent event = about(current.event(enabled ? "enable-identity" : "disable-identity"), id);
        return acts.rearrange(
                event,
                EDIT,
                tx -> identities
                        .manage(tx, orgId(), id)
                        .map(old -> old.with(enabled, clock.instant()))
                        .invoke(changed -> tx.record(event))
                        .call(changed -> identities.enable(tx, changed)));
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
        return roles.named(tx, orgId(), role)
                .map(held -> identity.with(held.rights(identity.rights().instanceAdmin())))
                .invoke(changed -> standing.requireCovers(changed.rights()));
    }

    UUID orgId() {
        return current.caller().orgId();
    }

    private Uni<MembershipAnswer.Page> page(RecordedTransaction tx, IdentitySearch search) {
        return store.search(tx, orgId(), search)
                .chain(found -> store.count(tx, orgId(), search)
                        .map(total -> new MembershipAnswer.Page(
                                found.stream().map(MembershipAnswer::of).toList(), total)));
    }

    private void requireOwnOrganization(UUID orgId) {
        if (!orgId.equals(orgId())) {
            throw new OrganizationNotFound(orgId);
        }
    }

    private static void requireUnprotected(Identity identity) {
        if (identity.deleteProtection()) {
            throw new DeleteProtected();
        }
    }

    private Identity touched(Identity changed) {
        return new Identity(
                changed.id(),
                changed.membershipId(),
                changed.orgId(),
                changed.name(),
                changed.rights(),
                changed.deleteProtection(),
                changed.enabled(),
                changed.metadata(),
                changed.authMethods(),
                changed.createdAt(),
                clock.instant());
    }

    private static AccessEvent about(AccessEvent event, UUID id) {
        return event.with("identityId", id.toString());
    }

    private static AccessEvent described(AccessEvent event, Identity identity) {
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
