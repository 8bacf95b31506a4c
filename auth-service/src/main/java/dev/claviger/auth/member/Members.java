package dev.claviger.auth.member;

import static dev.claviger.kernel.orgright.Action.DELETE;
import static dev.claviger.kernel.orgright.Action.EDIT;
import static dev.claviger.kernel.orgright.Action.READ;
import static dev.claviger.kernel.orgright.Subject.MEMBER;

import dev.claviger.auth.access.Acts;
import dev.claviger.auth.access.ReachStore;
import dev.claviger.auth.access.Rights;
import dev.claviger.auth.access.Standing;
import dev.claviger.auth.role.Roles;
import dev.claviger.auth.user.Membership;
import dev.claviger.auth.user.Membership.Status;
import dev.claviger.auth.user.MembershipStore;
import dev.claviger.auth.user.MembershipStore.Member;
import dev.claviger.auth.user.Memberships;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The members of the caller's organisation. */
@ApplicationScoped
class Members {
    private final MembershipStore store;
    private final Roles roles;
    private final Memberships memberships;
    private final Acts acts;
    private final Standing standing;
    private final ReachStore reaches;
    private final CurrentRequest current;
    private final Clock clock;

    Members(
            MembershipStore store,
            Roles roles,
            Memberships memberships,
            Acts acts,
            Standing standing,
            ReachStore reaches,
            CurrentRequest current,
            Clock clock) {
        this.store = store;
        this.roles = roles;
        this.memberships = memberships;
        this.acts = acts;
        this.standing = standing;
        this.reaches = reaches;
        this.current = current;
        this.clock = clock;
    }

    /** What to change, the role by its slug; null leaves it. */
    record Change(@Nullable String role, @Nullable Boolean active) {}

    Uni<List<Member>> list(UUID orgId, long limit, long offset) {
        AccessEvent event = current.event("get-org-memberships");
        return acts.perform(event, MEMBER.to(READ), tx -> {
            requireOwn(orgId);
            tx.record(event);
            return store.list(tx, orgId, limit, offset);
        });
    }

    Uni<Member> read(UUID orgId, UUID id) {
        AccessEvent event = event("get-org-membership", id);
        return acts.perform(event, MEMBER.to(READ), tx -> {
            requireOwn(orgId);
            tx.record(event);
            return find(tx, id);
        });
    }

    Uni<Member> change(UUID orgId, UUID id, Change change) {
        AccessEvent event = event("update-org-membership", id);
        return acts.rearrange(event, MEMBER.to(EDIT), tx -> {
            requireOwn(orgId);
            return manage(tx, id)
                    .chain(member -> rights(tx, member, change.role())
                            .chain(rights -> change(tx, member, rights, change.active(), event)));
        });
    }

    private Uni<Rights> rights(RecordedTransaction tx, Member member, @Nullable String role) {
        return role == null
                ? Uni.createFrom().item(member.membership().rights())
                : roles.named(tx, orgId(), role).map(held -> held.rights(false));
    }

    private Uni<Member> change(
            RecordedTransaction tx, Member member, Rights rights, @Nullable Boolean active, AccessEvent event) {
        Membership old = member.membership();
        Membership changed = old.changed(rights, status(old, active), clock.instant());
        standing.requireCovers(rights);
        tx.record(about(event, member)
                .with("role", rights.slug())
                .with("status", changed.status().text()));
        return memberships
                .change(tx, old, changed)
                .chain(() -> requireCovers(tx, member))
                .replaceWith(() -> member.with(changed));
    }

    private static Status status(Membership old, @Nullable Boolean active) {
        if (active == null) {
            return old.status();
        }
        if (old.status() == Status.INVITED) {
            throw MemberRefused.invitedOnly();
        }
        return active ? Status.ACTIVE : Status.DEACTIVATED;
    }

    Uni<Member> remove(UUID orgId, UUID id) {
        AccessEvent event = event("delete-org-membership", id);
        return acts.rearrange(event, MEMBER.to(DELETE), tx -> {
            requireOwn(orgId);
            return manage(tx, id)
                    .invoke(member -> tx.record(about(event, member)))
                    .call(member -> memberships.remove(tx, member.user(), member.membership()));
        });
    }

    /**
     * Somebody the caller is about to change; the memberships of the organisation stay as they are until the transaction ends. Fails
     * with {@link MemberNotFound}, and with a boundary refusal when they have more rights than the caller.
     */
    Uni<Member> manage(RecordedTransaction tx, UUID id) {
        return store.lock(tx, orgId())
                .chain(() -> find(tx, id))
                .invoke(member -> standing.requireCovers(rights(member)))
                .call(member -> requireCovers(tx, member));
    }

    /** With what their groups give them; those of somebody who becomes active again count after the change only. */
    private Uni<Void> requireCovers(RecordedTransaction tx, Member member) {
        return reaches.ofUser(tx, orgId(), member.user().id())
                .invoke(standing::requireCovers)
                .replaceWithVoid();
    }

    private Uni<Member> find(RecordedTransaction tx, UUID id) {
        return store.findMember(tx, orgId(), id).map(found -> found.orElseThrow(() -> MemberNotFound.membership(id)));
    }

    private static Rights rights(Member member) {
        Rights own = member.membership().rights();
        return new Rights(own.role(), own.custom(), member.user().superAdmin());
    }

    private void requireOwn(UUID orgId) {
        if (!orgId.equals(orgId())) {
            throw MemberNotFound.organization(orgId);
        }
    }

    private UUID orgId() {
        return current.caller().orgId();
    }

    private AccessEvent event(String name, UUID id) {
        return current.event(name).with("membershipId", id.toString());
    }

    private static AccessEvent about(AccessEvent event, Member member) {
        return event.with("userId", member.user().id().toString())
                .with("email", member.user().email().text());
    }
}
