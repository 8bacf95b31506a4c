package dev.claviger.vault.membership;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.membership.RoleRequests.Wanted;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.BoundaryExceeded;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.project.GuardedChanges;
import dev.claviger.vault.project.GuardedChanges.Right;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectNotFound;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.role.RoleNotFound;
import dev.claviger.vault.role.Roles;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Takes somebody into a project, changes its roles and lets it go; each together with its event. Every change is within the caller's own
 * permissions: what is granted, what was held before, and what is no longer forbidden.
 */
@ApplicationScoped
class Memberships {
    private final MembershipStore store;
    private final Roles roles;
    private final GuardedChanges changes;
    private final Projects projects;
    private final Ids ids;
    private final Clock clock;

    /** A membership and the project it is in. */
    record Found(OpenProject open, Membership membership) {}

    Memberships(MembershipStore store, Roles roles, GuardedChanges changes, Projects projects, Ids ids, Clock clock) {
        this.store = store;
        this.roles = roles;
        this.changes = changes;
        this.projects = projects;
        this.ids = ids;
        this.clock = clock;
    }

    /** Opens the project for whoever may do this there with members of the kind. A refusal is recorded. */
    Uni<OpenProject> open(Caller caller, ProjectRef ref, MemberKind kind, String action, AccessEvent attempt) {
        return changes.look(caller, ref, new Right(action, kind.subject()), attempt);
    }

    /** Fails with {@link MembershipTaken}, {@link RoleNotFound} and {@link BoundaryExceeded}. All come in, or nobody. */
    Uni<List<Found>> add(
            Caller caller,
            ProjectRef ref,
            MemberKind kind,
            List<Directory.Member> members,
            List<Wanted> wanted,
            AccessEvent event) {
        Right right = members.size() == 1
                ? new Right(
                        Action.CREATE,
                        kind.subject(),
                        kind.resource(members.getFirst().id()))
                : new Right(Action.CREATE, kind.subject());
        return changes.change(caller, ref, right, event, (tx, open) -> {
            Uni<List<Found>> added = Uni.createFrom().item(List.of());
            for (Directory.Member member : members) {
                added = added.chain(
                        all -> insert(tx, open, member, wanted, event).map(one -> plus(all, one)));
            }
            return added;
        });
    }

    private static List<Found> plus(List<Found> all, Found one) {
        List<Found> more = new ArrayList<>(all);
        more.add(one);
        return more;
    }

    private Uni<Found> insert(
            RecordedTransaction tx, OpenProject open, Directory.Member member, List<Wanted> wanted, AccessEvent event) {
        return store.find(tx, open.id(), member.kind(), member.id())
                .invoke(there -> there.ifPresent(taken -> {
                    throw new MembershipTaken(taken);
                }))
                .chain(() -> granted(tx, open, wanted))
                .map(roles -> fresh(open, member, roles))
                .invoke(fresh -> open.permissions().requireMayChange(List.of(), fresh.holdings()))
                .call(fresh -> store.insert(tx, fresh))
                .invoke(fresh -> tx.record(about(event, fresh)))
                .map(fresh -> new Found(open, fresh));
    }

    private Membership fresh(OpenProject open, Directory.Member member, List<GrantedRole> granted) {
        Instant now = clock.instant();
        return new Membership(
                ids.nextPublic(), open.id(), member.kind(), member.id(), member.name(), granted, now, now);
    }

    private Uni<List<GrantedRole>> granted(RecordedTransaction tx, OpenProject open, List<Wanted> wanted) {
        Instant now = clock.instant();
        return roles.named(tx, open.id(), wanted.stream().map(Wanted::slug).toList())
                .map(named -> wanted.stream()
                        .map(one -> new GrantedRole(
                                ids.nextPublic(), Objects.requireNonNull(named.get(one.slug())), one.term(), now, now))
                        .toList());
    }

    /** Puts the roles in place of those it had. Fails with {@link MembershipNotFound}, {@link RoleNotFound}, {@link BoundaryExceeded}. */
    Uni<Membership> update(
            Caller caller, ProjectRef ref, MemberKind kind, UUID memberId, List<Wanted> wanted, AccessEvent event) {
        return changes.change(
                caller,
                ref,
                new Right(Action.EDIT, kind.subject(), kind.resource(memberId)),
                event,
                (tx, open) -> locked(tx, open, kind, memberId).chain(old -> change(tx, open, old, wanted, event)));
    }

    /** The same, for a user's membership by its own id, which must be in that project. */
    Uni<Membership> updateById(Caller caller, ProjectRef ref, UUID id, List<Wanted> wanted, AccessEvent event) {
        return changes.change(
                caller,
                ref,
                new Right(Action.EDIT, MemberKind.USER.subject()),
                event,
                (tx, open) -> store.findById(tx, open.id(), MemberKind.USER, id)
                        .map(found -> found.orElseThrow(() -> MembershipNotFound.of(id.toString())))
                        .chain(old -> change(tx, open, old, wanted, event)));
    }

    private Uni<Membership> change(
            RecordedTransaction tx, OpenProject open, Membership old, List<Wanted> wanted, AccessEvent event) {
        return granted(tx, open, wanted)
                .map(granted -> old.with(granted, clock.instant()))
                .invoke(changed -> open.permissions().requireMayChange(old.holdings(), changed.holdings()))
                .call(changed -> store.replaceRoles(tx, changed))
                .invoke(changed -> tx.record(about(event, changed)));
    }

    /** With its additional privileges. All go, or nobody. Fails with {@link MembershipNotFound} and {@link BoundaryExceeded}. */
    Uni<List<Found>> remove(Caller caller, ProjectRef ref, MemberKind kind, List<UUID> memberIds, AccessEvent event) {
        Right right = memberIds.size() == 1
                ? new Right(Action.DELETE, kind.subject(), kind.resource(memberIds.getFirst()))
                : new Right(Action.DELETE, kind.subject());
        return changes.change(caller, ref, right, event, (tx, open) -> {
            Uni<List<Found>> removed = Uni.createFrom().item(List.of());
            for (UUID memberId : memberIds) {
                removed = removed.chain(
                        all -> delete(tx, open, kind, memberId, event).map(one -> plus(all, one)));
            }
            return removed;
        });
    }

    private Uni<Found> delete(
            RecordedTransaction tx, OpenProject open, MemberKind kind, UUID memberId, AccessEvent event) {
        return locked(tx, open, kind, memberId)
                .call(old -> store.privileges(tx, old.id())
                        .invoke(privileges -> open.permissions().requireMayChange(privileges, List.of())))
                .invoke(old -> open.permissions().requireMayChange(old.holdings(), List.of()))
                .call(old -> store.delete(tx, old.id()))
                .invoke(gone -> tx.record(about(event, gone)))
                .map(gone -> new Found(open, gone));
    }

    /** Fails with {@link MembershipNotFound}. */
    Uni<Found> find(Caller caller, ProjectRef ref, MemberKind kind, UUID memberId, AccessEvent attempt) {
        return changes.look(caller, ref, new Right(Action.READ, kind.subject(), kind.resource(memberId)), attempt)
                .chain(open -> store.find(open.id(), kind, memberId)
                        .map(found -> found.orElseThrow(() -> MembershipNotFound.of(kind, memberId, open.id())))
                        .map(found -> new Found(open, found)));
    }

    /** By its own id, in whichever project of the caller's organisation it is. Fails with {@link MembershipNotFound}. */
    Uni<Found> findById(Caller caller, MemberKind kind, UUID id, AccessEvent attempt) {
        return store.findById(caller.orgId(), kind, id)
                .map(found -> found.orElseThrow(() -> MembershipNotFound.of(id.toString())))
                .chain(found -> find(caller, new ProjectRef.ById(found.projectId()), kind, found.memberId(), attempt));
    }

    /** All of the kind that the caller may see. */
    Uni<List<Found>> list(Caller caller, ProjectRef ref, MemberKind kind, AccessEvent attempt) {
        return open(caller, ref, kind, Action.READ, attempt)
                .chain(open -> store.all(open.id(), kind)
                        .map(all -> all.stream()
                                .filter(one -> maySee(open, kind, one))
                                .map(one -> new Found(open, one))
                                .toList()));
    }

    /** Those of one member in all projects where the caller may see it. */
    Uni<List<Found>> ofMember(Caller caller, MemberKind kind, UUID memberId) {
        return store.ofMember(caller.orgId(), kind, memberId)
                .chain(all -> Multi.createFrom()
                        .iterable(all)
                        .onItem()
                        .transformToUniAndConcatenate(one -> projects.open(caller, new ProjectRef.ById(one.projectId()))
                                .map(open -> new Found(open, one))
                                .onFailure(ProjectNotFound.class)
                                .recoverWithNull())
                        .filter(found -> maySee(found.open(), kind, found.membership()))
                        .collect()
                        .asList());
    }

    private static boolean maySee(OpenProject open, MemberKind kind, Membership one) {
        Resource resource = kind.resource(one.memberId());
        return open.permissions().allows(Action.READ, kind.subject(), resource);
    }

    private Uni<Membership> locked(RecordedTransaction tx, OpenProject open, MemberKind kind, UUID memberId) {
        return store.find(tx, open.id(), kind, memberId)
                .map(found -> found.orElseThrow(() -> MembershipNotFound.of(kind, memberId, open.id())));
    }

    static AccessEvent about(AccessEvent event, Membership membership) {
        return event.in(membership.projectId(), null, null)
                .with("membershipId", membership.id())
                .with(membership.kind().text() + "Id", membership.memberId())
                .with(membership.kind().text() + "Name", membership.memberName())
                .with(
                        "roles",
                        membership.roles().stream()
                                .map(role -> role.role().slug())
                                .toList());
    }
}
