package dev.claviger.auth.group;

import static dev.claviger.kernel.orgright.Action.ADD_IDENTITIES;
import static dev.claviger.kernel.orgright.Action.ADD_MEMBERS;
import static dev.claviger.kernel.orgright.Action.READ;
import static dev.claviger.kernel.orgright.Action.REMOVE_IDENTITIES;
import static dev.claviger.kernel.orgright.Action.REMOVE_MEMBERS;
import static dev.claviger.kernel.orgright.Subject.GROUPS;

import dev.claviger.auth.access.Acts;
import dev.claviger.auth.access.ReachStore;
import dev.claviger.auth.access.Standing;
import dev.claviger.auth.effect.Effects;
import dev.claviger.auth.effect.Members;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/**
 * Who belongs to a group. Whoever changes that must reach all that the group gives, and all that the one concerned reaches: else one
 * would let a machine of one's own into more, or take an administrator out.
 */
@ApplicationScoped
class GroupMembers {
    private final MemberStore store;
    private final GroupAdministration groups;
    private final ReachStore reaches;
    private final Effects effects;
    private final Acts acts;
    private final Standing standing;
    private final CurrentRequest current;
    private final Clock clock;

    GroupMembers(
            MemberStore store,
            GroupAdministration groups,
            ReachStore reaches,
            Effects effects,
            Acts acts,
            Standing standing,
            CurrentRequest current,
            Clock clock) {
        this.store = store;
        this.groups = groups;
        this.reaches = reaches;
        this.effects = effects;
        this.acts = acts;
        this.standing = standing;
        this.current = current;
        this.clock = clock;
    }

    Uni<MachineAnswer.Page> machines(UUID groupId, MemberQuery query) {
        AccessEvent event = about(current.event("get-group-machine-identities"), groupId);
        return acts.perform(
                event,
                GROUPS.to(READ),
                tx -> groups.find(tx, groupId)
                        .invoke(group -> tx.record(event))
                        .chain(group -> store.machines(tx, group, query)
                                .chain(found -> store.countMachines(tx, group, query)
                                        .map(total -> new MachineAnswer.Page(found, total)))));
    }

    Uni<MachineAnswer> addMachine(UUID groupId, UUID id) {
        AccessEvent event =
                about(current.event("add-machine-identity-to-group"), groupId).with("identityId", id.toString());
        return acts.rearrange(
                event,
                GROUPS.to(ADD_IDENTITIES),
                tx -> manageMachine(tx, groupId, id)
                        .invoke(machine -> tx.record(event))
                        .call(() -> store.addMachine(tx, groupId, id, clock.instant())
                                .invoke(GroupMembers::requireNew))
                        .call(() -> effects.ofIdentity(tx, id))
                        .map(machine -> new MachineAnswer(id, machine.name(), true, clock.instant())));
    }

    Uni<MachineAnswer> removeMachine(UUID groupId, UUID id) {
        AccessEvent event = about(current.event("remove-machine-identity-from-group"), groupId)
                .with("identityId", id.toString());
        return acts.rearrange(
                event,
                GROUPS.to(REMOVE_IDENTITIES),
                tx -> manageMachine(tx, groupId, id)
                        .invoke(machine -> tx.record(event))
                        .call(() -> store.removeMachine(tx, groupId, id).invoke(GroupMembers::requireMember))
                        .call(() -> effects.ofIdentity(tx, id)));
    }

    Uni<PersonAnswer.Page> people(UUID groupId, MemberQuery query) {
        AccessEvent event = about(current.event("get-group-users"), groupId);
        return acts.perform(
                event,
                GROUPS.to(READ),
                tx -> groups.find(tx, groupId)
                        .invoke(group -> tx.record(event))
                        .chain(group -> store.people(tx, group, query)
                                .chain(found -> store.countPeople(tx, group, query)
                                        .map(total -> new PersonAnswer.Page(found, total)))));
    }

    Uni<PersonAnswer> addPerson(UUID groupId, String username) {
        AccessEvent event = about(current.event("add-user-to-group"), groupId).with("username", username);
        return acts.rearrange(
                event,
                GROUPS.to(ADD_MEMBERS),
                tx -> managePerson(tx, groupId, username)
                        .invoke(person -> tx.record(event.with("userId", person.id())))
                        .call(person -> store.addPerson(tx, groupId, person.id(), clock.instant())
                                .invoke(GroupMembers::requireNew))
                        .call(person -> effects.of(tx, only(person))));
    }

    Uni<PersonAnswer> removePerson(UUID groupId, String username) {
        AccessEvent event =
                about(current.event("remove-user-from-group"), groupId).with("username", username);
        return acts.rearrange(
                event,
                GROUPS.to(REMOVE_MEMBERS),
                tx -> managePerson(tx, groupId, username)
                        .invoke(person -> tx.record(event))
                        .call(person ->
                                store.removePerson(tx, groupId, person.id()).invoke(GroupMembers::requireMember))
                        .call(person -> effects.of(tx, only(person))));
    }

    private Uni<MachineAnswer> manageMachine(RecordedTransaction tx, UUID groupId, UUID id) {
        return groups.manage(tx, groupId)
                .chain(() -> store.findMachine(tx, orgId(), id))
                .map(found -> found.orElseThrow(() -> GroupRefused.noSuchIdentity(id)))
                .call(() -> reaches.ofIdentity(tx, orgId(), id).invoke(standing::requireCovers));
    }

    private Uni<PersonAnswer> managePerson(RecordedTransaction tx, UUID groupId, String username) {
        return groups.manage(tx, groupId)
                .chain(() -> store.findPerson(tx, orgId(), username))
                .map(found -> found.orElseThrow(() -> GroupRefused.noSuchUser(username)))
                .call(person -> reaches.ofUser(tx, orgId(), person.id()).invoke(standing::requireCovers));
    }

    private Members only(PersonAnswer person) {
        return new Members(orgId(), List.of(), List.of(person.id()));
    }

    private static void requireNew(boolean added) {
        if (!added) {
            throw GroupRefused.memberAlready();
        }
    }

    private static void requireMember(boolean removed) {
        if (!removed) {
            throw GroupRefused.noMember();
        }
    }

    private UUID orgId() {
        return current.caller().orgId();
    }

    private static AccessEvent about(AccessEvent event, UUID groupId) {
        return event.with("groupId", groupId.toString());
    }
}
