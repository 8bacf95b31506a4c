package dev.claviger.vault.membership;

import static dev.claviger.kernel.orgright.Subject.IDENTITY;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.principal.Principals;
import dev.claviger.vault.membership.Memberships.Found;
import dev.claviger.vault.membership.RoleRequests.Wanted;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.PermissionDenied;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.ProjectRef;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Memberships of machine identities. Who they are is read from the view of principals; only of those that it has not heard of is
 * auth-service asked, with the caller's token, which counts as a use of it.
 */
@ApplicationScoped
class IdentityMemberships {
    private final Memberships memberships;
    private final Directory directory;
    private final AuthClient auth;
    private final OwnedIdentities owned;
    private final Principals principals;
    private final Gate gate;

    IdentityMemberships(
            Memberships memberships,
            Directory directory,
            AuthClient auth,
            OwnedIdentities owned,
            Principals principals,
            Gate gate) {
        this.memberships = memberships;
        this.directory = directory;
        this.auth = auth;
        this.owned = owned;
        this.principals = principals;
        this.gate = gate;
    }

    /** Fails as {@link Memberships#add}, and with {@link IdentityNotFound} and {@link AuthUnavailable}. */
    Uni<MembershipView> create(
            Caller caller, Secret token, ProjectRef ref, UUID identityId, List<Wanted> wanted, AccessEvent event) {
        AccessEvent attempt = event.with("identityId", identityId);
        return memberships
                .open(caller, ref, MemberKind.IDENTITY, Action.CREATE, attempt)
                .chain(open -> identity(caller, token, attempt.origin(), identityId)
                        .invoke(identity -> requireMayCome(identity, open.id())))
                .chain(identity -> memberships
                        .add(caller, ref, MemberKind.IDENTITY, List.of(member(identity)), wanted, attempt)
                        .map(added -> view(added.getFirst(), identity)));
    }

    /** Fails as {@link Memberships#update}. */
    Uni<List<MembershipView.RoleView>> update(
            Caller caller, ProjectRef ref, UUID identityId, List<Wanted> wanted, AccessEvent event) {
        AccessEvent attempt = event.with("identityId", identityId);
        return own(caller, ref, identityId)
                .chain(() -> memberships.update(caller, ref, MemberKind.IDENTITY, identityId, wanted, attempt))
                .map(MembershipView::roles);
    }

    /** Fails as {@link Memberships#remove}. */
    Uni<MembershipView> delete(Caller caller, ProjectRef ref, UUID identityId, AccessEvent event) {
        AccessEvent attempt = event.with("identityId", identityId);
        return memberships
                .open(caller, ref, MemberKind.IDENTITY, Action.DELETE, attempt)
                .invoke(open -> requireGuest(caller, open.id(), identityId))
                .chain(() -> memberships.remove(caller, ref, MemberKind.IDENTITY, List.of(identityId), attempt))
                .map(gone ->
                        view(gone.getFirst(), asKnown(caller, gone.getFirst().membership())));
    }

    /** Fails with {@link MembershipNotFound} and {@link AuthUnavailable}. */
    Uni<MembershipView> find(Caller caller, Secret token, ProjectRef ref, UUID identityId, AccessEvent attempt) {
        AccessEvent event = attempt.with("identityId", identityId);
        return own(caller, ref, identityId)
                .chain(() -> memberships.find(caller, ref, MemberKind.IDENTITY, identityId, event))
                .chain(found -> view(caller, token, attempt.origin(), found));
    }

    /** Fails with {@link MembershipNotFound} and {@link AuthUnavailable}. */
    Uni<MembershipView> findById(Caller caller, Secret token, UUID id, AccessEvent attempt) {
        return memberships
                .findById(caller, MemberKind.IDENTITY, id, attempt.with("membershipId", id))
                .chain(found -> view(caller, token, attempt.origin(), found));
    }

    /** All identities of the project that the caller may see. */
    Uni<List<MembershipView>> list(Caller caller, ProjectRef ref, AccessEvent attempt) {
        return memberships
                .list(caller, ref, MemberKind.IDENTITY, attempt)
                .map(all -> all.stream()
                        .map(one -> view(one, asKnown(caller, one.membership())))
                        .toList());
    }

    /**
     * Those of one identity, in the projects where the caller may see it. Fails with {@link PermissionDenied} for whoever may not see the
     * identities of the organisation, and with {@link IdentityNotFound}.
     */
    Uni<List<MembershipView>> everywhere(Caller caller, Secret token, UUID identityId, AccessEvent attempt) {
        AccessEvent event = attempt.with("identityId", identityId);
        if (!principals.reach(caller).allows(IDENTITY.to(Action.READ))) {
            return gate.refuse(PermissionDenied.outright(Action.READ, Subject.IDENTITY), event);
        }
        return identity(caller, token, attempt.origin(), identityId)
                .chain(identity -> memberships
                        .ofMember(caller, MemberKind.IDENTITY, identityId)
                        .map(all -> all.stream().map(one -> view(one, identity)).toList()));
    }

    /** Makes the membership of an identity that belongs to the project, where it could not be made with the identity. */
    private Uni<Void> own(Caller caller, ProjectRef ref, UUID identityId) {
        return ref instanceof ProjectRef.ById(UUID projectId)
                ? own(caller, projectId, identityId)
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> own(Caller caller, UUID projectId, UUID identityId) {
        return directory
                .identity(caller.orgId(), identityId)
                .filter(identity -> projectId.equals(identity.projectId()))
                .map(identity -> owned.keep(projectId, identity))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private static void requireMayCome(KnownIdentity identity, UUID projectId) {
        if (!identity.mayComeInto(projectId)) {
            throw new IdentityNotFound(identity.id().toString());
        }
    }

    private void requireGuest(Caller caller, UUID projectId, UUID identityId) {
        boolean belongs = directory
                .identity(caller.orgId(), identityId)
                .map(KnownIdentity::projectId)
                .filter(projectId::equals)
                .isPresent();
        if (belongs) {
            throw new BelongsHere();
        }
    }

    /** Who may see the membership but not the identity gets what was remembered of it. */
    private Uni<MembershipView> view(Caller caller, Secret token, Origin origin, Found found) {
        return identity(caller, token, origin, found.membership().memberId())
                .onFailure(IdentityNotFound.class)
                .recoverWithItem(() -> asKnown(caller, found.membership()))
                .map(identity -> view(found, identity));
    }

    private Uni<KnownIdentity> identity(Caller caller, Secret token, Origin origin, UUID id) {
        Optional<KnownIdentity> known = directory.identity(caller.orgId(), id);
        if (known.isPresent()) {
            return Uni.createFrom().item(known.get());
        }
        return directory.isGone(caller.orgId(), id)
                ? Uni.createFrom().failure(new IdentityNotFound(id.toString()))
                : auth.find(caller, token, origin, id);
    }

    private KnownIdentity asKnown(Caller caller, Membership membership) {
        return directory
                .identity(caller.orgId(), membership.memberId())
                .orElseGet(() -> new KnownIdentity(
                        membership.memberId(), directory.name(caller.orgId(), membership), false, List.of(), null));
    }

    private static Directory.Member member(KnownIdentity identity) {
        return new Directory.Member(MemberKind.IDENTITY, identity.id(), identity.name());
    }

    private static MembershipView view(Found found, KnownIdentity identity) {
        return MembershipView.of(found.membership(), found.open().project(), identity);
    }
}
