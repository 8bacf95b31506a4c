package dev.claviger.auth.group;

import dev.claviger.auth.access.Standing;
import dev.claviger.auth.effect.Effects;
import dev.claviger.auth.effect.Members;
import dev.claviger.auth.group.VouchedStore.Left;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.orgright.Reach;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Keeps people in the groups that a provider vouches for. Only what a provider gave does it take again; whom somebody has added by hand
 * stays. Each change is recorded by itself, and so is a group that it may not give.
 */
@ApplicationScoped
public class VouchedMembers {
    private final VouchedStore store;
    private final GroupStore groups;
    private final Effects effects;
    private final Standing standing;
    private final CurrentRequest current;
    private final Clock clock;

    VouchedMembers(
            VouchedStore store,
            GroupStore groups,
            Effects effects,
            Standing standing,
            CurrentRequest current,
            Clock clock) {
        this.store = store;
        this.groups = groups;
        this.effects = effects;
        this.standing = standing;
        this.current = current;
        this.clock = clock;
    }

    /**
     * A group to be in.
     *
     * @param limits what each of those could give who decided that; one of them has to cover the group
     */
    public record Grant(UUID groupId, List<Reach> limits) {
        public Grant {
            limits = List.copyOf(limits);
        }

        boolean covers(Group group) {
            return limits.stream().anyMatch(limit -> limit.covers(group.rights().reach()));
        }
    }

    /** A person for whom a provider of their organisation vouches. */
    public record Person(Actor actor, UUID id, String email, UUID orgId, UUID providerId) {}

    /** Whether the caller may let somebody else decide who is in these groups. Fails with {@link GroupRefused} and a boundary refusal. */
    public Uni<Void> requireGrantable(RecordedTransaction tx, UUID orgId, Set<UUID> groupIds) {
        return each(
                List.copyOf(groupIds),
                id -> groups.find(tx, orgId, id)
                        .map(found -> found.orElseThrow(() -> GroupRefused.notFound(id)))
                        .invoke(group -> standing.requireCovers(group.rights()))
                        .replaceWithVoid());
    }

    /** Lets the person be in these groups, and in no others by this provider. The caller holds the rights of the organisation. */
    public Uni<Void> settle(RecordedTransaction tx, Person person, List<Grant> grants) {
        return store.of(tx, person.providerId(), person.id())
                .chain(present -> settle(tx, person, grants, present))
                .chain(changed -> changed
                        ? effects.of(tx, new Members(person.orgId(), List.of(), List.of(person.id())))
                        : Uni.createFrom().voidItem());
    }

    private Uni<Boolean> settle(RecordedTransaction tx, Person person, List<Grant> grants, Set<UUID> present) {
        Set<UUID> joined = new HashSet<>();
        Set<UUID> stays = new HashSet<>();
        return each(grants, grant -> consider(tx, person, grant, stays, joined))
                .chain(() ->
                        each(present.stream().filter(id -> !stays.contains(id)).toList(), id -> leave(tx, person, id)))
                .map(ignored -> !joined.isEmpty() || !stays.containsAll(present));
    }

    private Uni<Void> consider(RecordedTransaction tx, Person person, Grant grant, Set<UUID> stays, Set<UUID> joined) {
        return groups.find(tx, person.orgId(), grant.groupId())
                .chain(found -> found.filter(grant::covers).isPresent()
                        ? join(tx, person, grant.groupId(), stays, joined)
                        : pass(tx, person, grant.groupId()));
    }

    private Uni<Void> join(RecordedTransaction tx, Person person, UUID groupId, Set<UUID> stays, Set<UUID> joined) {
        stays.add(groupId);
        return store.join(tx, groupId, person.id(), person.providerId(), clock.instant())
                .invoke(isNew -> {
                    if (isNew) {
                        joined.add(groupId);
                        tx.record(event("add-user-to-group", person, groupId));
                    }
                })
                .replaceWithVoid();
    }

    /** The group gives more by now than whoever made the mapping could give, so they did not mean this. */
    private Uni<Void> pass(RecordedTransaction tx, Person person, UUID groupId) {
        tx.record(event("add-user-to-group", person, groupId)
                .denied("check=mapping: the group gives more than whoever mapped it could grant; map it again"));
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> leave(RecordedTransaction tx, Person person, UUID groupId) {
        tx.record(event("remove-user-from-group", person, groupId));
        return store.leave(tx, groupId, person.id(), person.providerId());
    }

    private AccessEvent event(String name, Person person, UUID groupId) {
        return about(name, groupId, person.email(), person.providerId())
                .by(person.actor(), person.orgId(), Provenance.NONE)
                .with("userId", person.id());
    }

    /** Takes everybody out whom the provider has put into other groups than these. */
    public Uni<Void> keepOnly(RecordedTransaction tx, UUID orgId, UUID providerId, Set<UUID> groupIds) {
        return store.leaveOthers(tx, providerId, groupIds)
                .invoke(left -> left.forEach(
                        one -> tx.record(about("remove-user-from-group", one.groupId(), one.email(), providerId))))
                .chain(left -> effects.of(
                        tx,
                        new Members(
                                orgId,
                                List.of(),
                                left.stream().map(Left::userId).distinct().toList())));
    }

    private AccessEvent about(String name, UUID groupId, String email, UUID providerId) {
        return current.event(name)
                .with("groupId", groupId.toString())
                .with("username", email)
                .with("ssoProviderId", providerId.toString());
    }

    /** One after the other: they share one connection. */
    private static <T> Uni<Void> each(List<T> all, Function<T, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(work::apply)
                .onItem()
                .ignoreAsUni();
    }
}
