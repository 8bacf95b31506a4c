package dev.claviger.vault.approval;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.feed.PathPattern;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.GuardedChanges;
import dev.claviger.vault.project.GuardedChanges.Right;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.PublicId;
import dev.claviger.vault.reference.Place;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Creates, changes, shows and deletes policies; each together with its event. */
@ApplicationScoped
class Policies {
    private final PolicyStore store;
    private final Parties parties;
    private final Stages stages;
    private final GuardedChanges changes;
    private final Gate gate;
    private final Outbox outbox;
    private final ApprovalConfig config;
    private final Ids ids;
    private final Clock clock;

    Policies(
            PolicyStore store,
            Parties parties,
            Stages stages,
            GuardedChanges changes,
            Gate gate,
            Outbox outbox,
            ApprovalConfig config,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.parties = parties;
        this.stages = stages;
        this.changes = changes;
        this.gate = gate;
        this.outbox = outbox;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /** Fails with {@link ApprovalRefused} when it could never be met. */
    Uni<Policy> create(Caller caller, PolicyBodies.Body body, AccessEvent event) {
        return Uni.createFrom()
                .deferred(() -> changes.change(
                        caller,
                        body.project(),
                        right(Action.CREATE),
                        event,
                        (tx, open) -> store.list(tx, open.id())
                                .invoke(this::requireRoom)
                                .chain(() -> stages.named(tx, open.id(), PolicyBodies.required(body.slugs())))
                                .map(found -> fresh(caller, open.id(), found, body))
                                .call(fresh -> store.put(tx, fresh))
                                .invoke(fresh -> tx.record(about(event, fresh)))))
                .plug(work -> gate.settle(event, work));
    }

    /** Fails with {@link PolicyNotFound} and {@link ApprovalRefused}. */
    Uni<Policy> update(Caller caller, String id, PolicyBodies.Body body, AccessEvent event) {
        return known(caller, id)
                .chain(known -> changes.change(
                        caller,
                        new ProjectRef.ById(known.projectId()),
                        right(Action.EDIT),
                        event,
                        (tx, open) -> inForce(tx, caller, known)
                                .chain(old -> (body.slugs() == null
                                                ? Uni.createFrom().item(old.environments())
                                                : stages.named(tx, open.id(), PolicyBodies.required(body.slugs())))
                                        .map(found -> changed(caller, old, found, body)))
                                .call(changed -> store.put(tx, changed))
                                .invoke(changed -> tx.record(about(event, changed)))))
                .plug(work -> gate.settle(event, work));
    }

    /** Open requests under it cannot be merged any more. Fails with {@link PolicyNotFound}. */
    Uni<Policy> delete(Caller caller, String id, AccessEvent event) {
        return known(caller, id)
                .chain(known -> changes.change(
                        caller,
                        new ProjectRef.ById(known.projectId()),
                        right(Action.DELETE),
                        event,
                        (tx, open) -> inForce(tx, caller, known)
                                .call(old -> store.delete(tx, old.id(), now()))
                                .invoke(gone -> tx.record(about(event, gone)))))
                .plug(work -> gate.settle(event, work));
    }

    /** Fails with {@link PolicyNotFound}. */
    Uni<Policy> find(Caller caller, String id, AccessEvent event) {
        return known(caller, id)
                .call(known -> changes.look(caller, new ProjectRef.ById(known.projectId()), right(Action.READ), event))
                .call(known -> outbox.record(about(event, known)));
    }

    Uni<List<Policy>> list(Caller caller, ProjectRef project, AccessEvent event) {
        return changes.look(caller, project, right(Action.READ), event)
                .chain(open -> store.list(open.id())
                        .call(all ->
                                outbox.record(event.in(open.id(), null, null).with("numberOfPolicies", all.size()))));
    }

    /** The one that covers a folder. */
    Uni<Optional<Policy>> covering(Caller caller, ProjectRef project, Place place, AccessEvent event) {
        return list(caller, project, event).map(all -> Coverage.of(all, place.environment(), place.path()));
    }

    private Uni<Policy> known(Caller caller, String id) {
        return PublicId.parse(id)
                .map(parsed -> store.find(caller.orgId(), parsed))
                .orElse(Uni.createFrom().item(Optional.empty()))
                .map(found ->
                        found.filter(policy -> policy.deletedAt() == null).orElseThrow(() -> new PolicyNotFound(id)));
    }

    private Uni<Policy> inForce(RecordedTransaction tx, Caller caller, Policy known) {
        return store.find(tx, caller.orgId(), known.id())
                .map(found -> found.filter(policy -> policy.deletedAt() == null)
                        .orElseThrow(() -> new PolicyNotFound(known.id().toString())));
    }

    private void requireRoom(List<Policy> present) {
        if (present.size() >= config.maxPoliciesPerProject()) {
            throw ApprovalRefused.cannot(
                    "A project has at most %d approval policies. Delete one that is not needed any more."
                            .formatted(config.maxPoliciesPerProject()));
        }
    }

    private Policy fresh(Caller caller, UUID projectId, List<Stage> stages, PolicyBodies.Body body) {
        UUID id = ids.nextPublic();
        @Nullable String name = body.checkedName();
        Policy fresh = new Policy(
                id,
                projectId,
                name == null ? "policy-" + id.toString().substring(0, 8) : name,
                stages,
                Objects.requireNonNullElseGet(body.path(), () -> PathPattern.parse("secretPath", "/")),
                resolved(caller, body.approvers(), "approvers"),
                resolved(caller, body.bypassers(), "bypassers"),
                body.approvals(1),
                body.soft(false),
                body.selfApprovals(true),
                now(),
                now(),
                null);
        return requireMeetable(caller, fresh);
    }

    private Policy changed(Caller caller, Policy old, List<Stage> stages, PolicyBodies.Body body) {
        @Nullable String name = body.checkedName();
        Policy changed = new Policy(
                old.id(),
                old.projectId(),
                name == null ? old.name() : name,
                stages,
                Objects.requireNonNullElse(body.path(), old.path()),
                body.approvers() == null ? old.approvers() : resolved(caller, body.approvers(), "approvers"),
                body.bypassers() == null ? old.bypassers() : resolved(caller, body.bypassers(), "bypassers"),
                body.approvals(old.approvals()),
                body.soft(old.soft()),
                body.selfApprovals(old.selfApprovals()),
                old.createdAt(),
                now(),
                null);
        return requireMeetable(caller, changed);
    }

    private List<Party> resolved(Caller caller, @Nullable List<PolicyBodies.@Nullable Named> given, String field) {
        return PolicyBodies.named(given, field).stream()
                .map(named -> parties.resolve(caller.orgId(), named, field))
                .distinct()
                .toList();
    }

    private Policy requireMeetable(Caller caller, Policy policy) {
        if (policy.approvers().isEmpty()) {
            throw InvalidInput.of("approvers", "Must have at least one entry");
        }
        int people = parties.people(policy.approvers(), caller.orgId());
        if (people < policy.approvals()) {
            throw ApprovalRefused.cannot(
                    "The policy asks for %d approvals, but its approvers are %d people. Name more approvers or ask for fewer approvals."
                            .formatted(policy.approvals(), people));
        }
        return policy;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS); // what the table keeps
    }

    private static Right right(String action) {
        return new Right(action, Subject.SECRET_APPROVAL);
    }

    private static AccessEvent about(AccessEvent event, Policy policy) {
        return event.in(policy.projectId(), null, null)
                .with("policyId", policy.id())
                .with("name", policy.name())
                .with(
                        "environments",
                        policy.environments().stream().map(Stage::slug).toList())
                .with("secretPath", policy.path().text())
                .with("approvers", policy.approvers().stream().map(Party::id).toList())
                .with("bypassers", policy.bypassers().stream().map(Party::id).toList())
                .with("approvals", policy.approvals())
                .with("enforcementLevel", policy.soft() ? "soft" : "hard")
                .with("allowedSelfApprovals", policy.selfApprovals());
    }
}
