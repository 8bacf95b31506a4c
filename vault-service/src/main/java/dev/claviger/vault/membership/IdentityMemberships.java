package dev.claviger.vault.membership;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.BuiltInRole;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Rule;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes identities into a project, changes their roles and lets them go; each together with its event. Every change is within the
 * caller's own permissions: those that are granted and those that were held before.
 */
@ApplicationScoped
class IdentityMemberships {
    private final MembershipStore store;
    private final AuthClient auth;
    private final Projects projects;
    private final Gate gate;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;

    IdentityMemberships(
            MembershipStore store, AuthClient auth, Projects projects, Gate gate, Outbox outbox, Ids ids, Clock clock) {
        this.store = store;
        this.auth = auth;
        this.projects = projects;
        this.gate = gate;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** Fails with {@link MembershipTaken}, {@link IdentityNotFound}, {@link AuthUnavailable} and {@link BoundaryExceeded}. */
    Uni<MembershipView> create(
            Caller caller,
            Secret token,
            ProjectRef ref,
            UUID identityId,
            List<RoleRequests.Wanted> wanted,
            AccessEvent event) {
        AccessEvent attempt = event.with("identityId", identityId);
        return open(caller, ref, Action.CREATE, attempt)
                .call(open -> requireWithin(open, roles(wanted), attempt))
                .chain(open -> auth.find(caller, token, attempt.origin(), identityId)
                        .chain(identity -> insert(open, identity, wanted, attempt)));
    }

    private Uni<MembershipView> insert(
            OpenProject open, KnownIdentity identity, List<RoleRequests.Wanted> wanted, AccessEvent event) {
        Membership fresh = membership(open, identity, wanted);
        return outbox.transaction(tx -> projects.bump(tx, open.id())
                        .chain(() -> store.find(tx, open.id(), identity.id()))
                        .invoke(IdentityMemberships::refuseTwin)
                        .chain(() -> store.insert(tx, fresh))
                        .invoke(() -> tx.record(about(event, fresh))))
                .replaceWith(MembershipView.of(fresh, open.project(), identity));
    }

    private static void refuseTwin(Optional<Membership> there) {
        if (there.isPresent()) {
            throw new MembershipTaken(there.get().identityId());
        }
    }

    private Membership membership(OpenProject open, KnownIdentity identity, List<RoleRequests.Wanted> wanted) {
        Instant now = clock.instant();
        return new Membership(
                ids.nextPublic(), open.id(), identity.id(), identity.name(), granted(wanted, now), now, now);
    }

    private List<GrantedRole> granted(List<RoleRequests.Wanted> wanted, Instant now) {
        return wanted.stream().map(one -> one.granted(ids, now)).toList();
    }

    /** Puts the roles in place of those it had. Fails with {@link MembershipNotFound} and {@link BoundaryExceeded}. */
    Uni<List<MembershipView.RoleView>> update(
            Caller caller, ProjectRef ref, UUID identityId, List<RoleRequests.Wanted> wanted, AccessEvent event) {
        AccessEvent attempt = event.with("identityId", identityId);
        return open(caller, ref, Action.EDIT, attempt)
                .call(open -> requireWithin(open, roles(wanted), attempt))
                .chain(open -> boundToOwn(
                        open,
                        attempt,
                        outbox.transaction(tx -> lock(tx, open, identityId)
                                .invoke(found -> refuseBeyond(open.permissions(), held(found)))
                                .map(found -> found.with(granted(wanted, clock.instant()), clock.instant()))
                                .call(changed -> store.replaceRoles(tx, changed))
                                .invoke(changed -> tx.record(about(attempt, changed))))))
                .map(MembershipView::roles);
    }

    /** Fails with {@link MembershipNotFound} and {@link BoundaryExceeded}. */
    Uni<MembershipView> delete(Caller caller, ProjectRef ref, UUID identityId, AccessEvent event) {
        AccessEvent attempt = event.with("identityId", identityId);
        return open(caller, ref, Action.DELETE, attempt)
                .chain(open -> boundToOwn(
                                open,
                                attempt,
                                outbox.transaction(tx -> lock(tx, open, identityId)
                                        .invoke(found -> refuseBeyond(open.permissions(), held(found)))
                                        .call(found -> store.delete(tx, found.id()))
                                        .invoke(gone -> tx.record(about(attempt, gone)))))
                        .map(gone -> MembershipView.of(gone, open.project(), asRemembered(gone))));
    }

    /** Fails with {@link MembershipNotFound} and {@link AuthUnavailable}. */
    Uni<MembershipView> find(Caller caller, Secret token, ProjectRef ref, UUID identityId, AccessEvent attempt) {
        return open(caller, ref, Action.READ, attempt.with("identityId", identityId))
                .chain(open -> store.find(open.id(), identityId)
                        .map(found -> found.orElseThrow(() -> MembershipNotFound.of(identityId, open.id())))
                        .chain(found -> view(caller, token, attempt.origin(), open, found)));
    }

    /** By its own id, in whichever project of the caller's organisation it is. */
    Uni<MembershipView> findById(Caller caller, Secret token, UUID id, AccessEvent attempt) {
        return store.findById(caller.orgId(), id)
                .map(found -> found.orElseThrow(() -> MembershipNotFound.of(id.toString())))
                .chain(found -> open(
                                caller,
                                new ProjectRef.ById(found.projectId()),
                                Action.READ,
                                attempt.with("identityId", found.identityId()))
                        .chain(open -> view(caller, token, attempt.origin(), open, found)));
    }

    /** All identities of the project, with what was remembered of them. */
    Uni<List<MembershipView>> list(Caller caller, ProjectRef ref, AccessEvent attempt) {
        return open(caller, ref, Action.READ, attempt)
                .chain(open -> store.all(open.id())
                        .map(all -> all.stream()
                                .map(one -> MembershipView.of(one, open.project(), asRemembered(one)))
                                .toList()));
    }

    /** Who may see the membership but not the identity gets what was remembered of it. */
    private Uni<MembershipView> view(Caller caller, Secret token, Origin origin, OpenProject open, Membership found) {
        return auth.find(caller, token, origin, found.identityId())
                .onFailure(IdentityNotFound.class)
                .recoverWithItem(() -> asRemembered(found))
                .map(identity -> MembershipView.of(found, open.project(), identity));
    }

    private static KnownIdentity asRemembered(Membership membership) {
        return new KnownIdentity(membership.identityId(), membership.identityName(), false, List.of());
    }

    private Uni<OpenProject> open(Caller caller, ProjectRef ref, String action, AccessEvent event) {
        return projects.open(caller, ref)
                .call(open -> gate.require(
                        open.permissions(), action, Subject.IDENTITY, Resource.NONE, event.in(open.id(), null, null)));
    }

    private Uni<Membership> lock(RecordedTransaction tx, OpenProject open, UUID identityId) {
        return projects.bump(tx, open.id())
                .chain(() -> store.find(tx, open.id(), identityId))
                .map(found -> found.orElseThrow(() -> MembershipNotFound.of(identityId, open.id())));
    }

    private Uni<Void> requireWithin(OpenProject open, Collection<BuiltInRole> roles, AccessEvent event) {
        List<Rule> missing = missing(open.permissions(), roles);
        return missing.isEmpty()
                ? Uni.createFrom().voidItem()
                : gate.refuse(new BoundaryExceeded(missing), event.in(open.id(), null, null));
    }

    private <T> Uni<T> boundToOwn(OpenProject open, AccessEvent event, Uni<T> work) {
        return work.onFailure(BoundaryExceeded.class)
                .recoverWithUni(refusal -> gate.refuse(refusal, event.in(open.id(), null, null)));
    }

    private static void refuseBeyond(Permissions own, Collection<BuiltInRole> roles) {
        List<Rule> missing = missing(own, roles);
        if (!missing.isEmpty()) {
            throw new BoundaryExceeded(missing);
        }
    }

    private static List<Rule> missing(Permissions own, Collection<BuiltInRole> roles) {
        return roles.stream()
                .flatMap(role -> own.missing(role.rules()).stream())
                .toList();
    }

    private static List<BuiltInRole> roles(List<RoleRequests.Wanted> wanted) {
        return wanted.stream().map(RoleRequests.Wanted::role).toList();
    }

    private static List<BuiltInRole> held(Membership membership) {
        return membership.roles().stream().map(GrantedRole::role).toList();
    }

    private static AccessEvent about(AccessEvent event, Membership membership) {
        return event.in(membership.projectId(), null, null)
                .with("membershipId", membership.id())
                .with("identityName", membership.identityName())
                .with(
                        "roles",
                        membership.roles().stream()
                                .map(role -> role.role().slug())
                                .toList());
    }
}
