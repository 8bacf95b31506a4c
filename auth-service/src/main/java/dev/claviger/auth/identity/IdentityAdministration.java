package dev.claviger.auth.identity;

import static dev.claviger.auth.access.IdentityAction.CREATE;
import static dev.claviger.auth.access.IdentityAction.DELETE;
import static dev.claviger.auth.access.IdentityAction.EDIT;
import static dev.claviger.auth.access.IdentityAction.READ;

import dev.claviger.auth.access.Acts;
import dev.claviger.auth.access.Rights;
import dev.claviger.auth.access.Standing;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** What administrators do with identities. Every act is allowed first and recorded. */
@ApplicationScoped
class IdentityAdministration {
    private final IdentityStore store;
    private final Identities identities;
    private final Acts acts;
    private final Standing standing;
    private final CurrentRequest current;
    private final Clock clock;

    IdentityAdministration(
            IdentityStore store,
            Identities identities,
            Acts acts,
            Standing standing,
            CurrentRequest current,
            Clock clock) {
        this.store = store;
        this.identities = identities;
        this.acts = acts;
        this.standing = standing;
        this.current = current;
        this.clock = clock;
    }

    Uni<Identity> create(Identity identity) {
        AccessEvent event = described(current.event("create-identity"), identity);
        return acts.perform(event, CREATE, tx -> {
            requireOwnOrganization(identity.orgId());
            standing.requireCovers(identity.rights());
            tx.record(event);
            return identities.add(tx, identity).replaceWith(identity);
        });
    }

    Uni<Identity> read(UUID id) {
        AccessEvent event = about(current.event("get-identity"), id);
        return acts.perform(event, READ, tx -> {
            tx.record(event);
            return identities.read(tx, orgId(), id);
        });
    }

    Uni<Identity> change(UUID id, UnaryOperator<Identity> edit) {
        AccessEvent event = about(current.event("update-identity"), id);
        return acts.perform(
                event,
                EDIT,
                tx -> identities
                        .manage(tx, orgId(), id)
                        .map(edit)
                        .invoke(changed -> standing.requireCovers(changed.rights()))
                        .map(this::touched)
                        .invoke(changed -> tx.record(described(event, changed)))
                        .call(changed -> identities.update(tx, changed)));
    }

    Uni<Identity> delete(UUID id) {
        AccessEvent event = about(current.event("delete-identity"), id);
        return acts.perform(
                event,
                DELETE,
                tx -> identities
                        .manage(tx, orgId(), id)
                        .invoke(IdentityAdministration::requireUnprotected)
                        .invoke(gone -> tx.record(described(event, gone)))
                        .call(gone -> identities.delete(tx, gone)));
    }

    Uni<MembershipAnswer.Page> search(UUID orgId, IdentitySearch search) {
        AccessEvent event = current.event("get-identities");
        return acts.perform(event, READ, tx -> {
            requireOwnOrganization(orgId);
            tx.record(event);
            return page(tx, search);
        });
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
                changed.metadata(),
                changed.authMethods(),
                changed.createdAt(),
                clock.instant());
    }

    private static AccessEvent about(AccessEvent event, UUID id) {
        return event.with("identityId", id.toString());
    }

    private static AccessEvent described(AccessEvent event, Identity identity) {
        Rights rights = identity.rights();
        return about(event, identity.id())
                .with("name", identity.name())
                .with("role", rights.role().slug())
                .with("hasDeleteProtection", identity.deleteProtection())
                .with(
                        "metadata",
                        identity.metadata().stream()
                                .map(entry -> Map.of("key", entry.key(), "value", entry.value()))
                                .toList());
    }
}
