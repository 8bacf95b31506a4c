package dev.claviger.vault.membership;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.membership.RoleRequests.Wanted;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.BoundaryExceeded;
import dev.claviger.vault.permission.BuiltInRole;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Grants;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.Holding;
import dev.claviger.vault.permission.PermissionDenied;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.GuardedChanges;
import dev.claviger.vault.project.GuardedChanges.Right;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.role.AssignableRole;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Identities that belong to a project. Auth-service makes and deletes them and asks here who may; their membership, at first with the
 * role {@code no-access}, follows from that they belong to the project.
 */
@ApplicationScoped
class OwnedIdentities {
    private static final Set<String> MANAGING = Set.of(Action.EDIT, Action.DELETE);
    private static final String MADE = "create-identity-project-membership";

    private final Memberships memberships;
    private final MembershipStore store;
    private final Directory directory;
    private final GuardedChanges changes;
    private final Grants grants;
    private final Gate gate;
    private final Projects projects;
    private final Outbox outbox;
    private final CurrentRequest current;
    private final Ids ids;
    private final Clock clock;

    OwnedIdentities(
            Memberships memberships,
            MembershipStore store,
            Directory directory,
            GuardedChanges changes,
            Grants grants,
            Gate gate,
            Projects projects,
            Outbox outbox,
            CurrentRequest current,
            Ids ids,
            Clock clock) {
        this.memberships = memberships;
        this.store = store;
        this.directory = directory;
        this.changes = changes;
        this.grants = grants;
        this.gate = gate;
        this.projects = projects;
        this.outbox = outbox;
        this.current = current;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Completes when the caller may do this with the identity, or with all where none is named. Whoever manages it can act as it, so it may
     * have no more rights than the caller. Fails with {@link PermissionDenied} and {@link BoundaryExceeded}, which are recorded.
     */
    Uni<Void> require(Caller caller, ProjectRef ref, String action, @Nullable UUID identityId, AccessEvent attempt) {
        Resource resource = identityId == null ? Resource.NONE : Resource.identity(identityId);
        return changes.look(caller, ref, new Right(action, Subject.IDENTITY, resource), attempt)
                .chain(open -> identityId != null && MANAGING.contains(action)
                        ? requireCovers(open, identityId, attempt)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> requireCovers(OpenProject open, UUID identityId, AccessEvent attempt) {
        return gate.guard(
                attempt.in(open.id(), null, null),
                grants.ofProject(open.id())
                        .map(held -> held.getOrDefault(new Holder(Holder.IDENTITY, identityId), List.<Holding>of()))
                        .invoke(held -> open.permissions().requireMayChange(held, held))
                        .replaceWithVoid());
    }

    /** Makes the membership of a new identity; doing so twice is no mistake. Fails as {@link Memberships#add}, and with {@link IdentityNotFound}. */
    Uni<Void> takeIn(Caller caller, ProjectRef.ById ref, UUID identityId, String name) {
        boolean elsewhere = directory
                .identity(caller.orgId(), identityId)
                .filter(known -> !known.mayComeInto(ref.id()))
                .isPresent();
        if (elsewhere || directory.isGone(caller.orgId(), identityId)) {
            throw new IdentityNotFound(identityId.toString());
        }
        return memberships
                .add(
                        caller,
                        ref,
                        MemberKind.IDENTITY,
                        List.of(new Directory.Member(MemberKind.IDENTITY, identityId, name)),
                        List.of(new Wanted(BuiltInRole.NO_ACCESS.slug(), null)),
                        current.event(MADE))
                .replaceWithVoid()
                .onFailure(MembershipTaken.class)
                .recoverWithNull();
    }

    /** Ends the membership of an identity that is gone; doing so twice is no mistake. Fails as {@link Memberships#remove}. */
    Uni<Void> letGo(Caller caller, ProjectRef ref, UUID identityId) {
        return memberships
                .remove(
                        caller,
                        ref,
                        MemberKind.IDENTITY,
                        List.of(identityId),
                        current.event("delete-identity-project-membership"))
                .replaceWithVoid()
                .onFailure(MembershipNotFound.class)
                .recoverWithNull();
    }

    /** Makes the membership, where it is missing, of an identity that belongs to the project. */
    Uni<Void> keep(UUID projectId, KnownIdentity identity) {
        return store.find(projectId, MemberKind.IDENTITY, identity.id())
                .chain(found -> found.isPresent()
                        ? Uni.createFrom().voidItem()
                        : outbox.transaction(tx -> projects.bump(tx, projectId)
                                .chain(() -> store.find(tx, projectId, MemberKind.IDENTITY, identity.id()))
                                .chain(there -> there.isPresent()
                                        ? Uni.createFrom().voidItem()
                                        : insert(tx, projectId, identity))));
    }

    private Uni<Void> insert(RecordedTransaction tx, UUID projectId, KnownIdentity identity) {
        Instant now = clock.instant();
        GrantedRole nothing =
                new GrantedRole(ids.nextPublic(), AssignableRole.of(BuiltInRole.NO_ACCESS), null, now, now);
        Membership fresh = new Membership(
                ids.nextPublic(),
                projectId,
                MemberKind.IDENTITY,
                identity.id(),
                identity.name(),
                List.of(nothing),
                now,
                now);
        tx.record(Memberships.about(current.event(MADE), fresh));
        return store.insert(tx, fresh);
    }
}
