package dev.claviger.vault.accessapproval;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.approval.ApprovalConfig;
import dev.claviger.vault.approval.ApprovalRefused;
import dev.claviger.vault.approval.Parties;
import dev.claviger.vault.approval.Party;
import dev.claviger.vault.approval.PolicyBodies;
import dev.claviger.vault.approval.Stage;
import dev.claviger.vault.approval.Stages;
import dev.claviger.vault.feed.PathPattern;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.BoundaryExceeded;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.GuardedChanges;
import dev.claviger.vault.project.GuardedChanges.Right;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.PublicId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Creates, changes, shows and deletes policies; each together with its event. Whoever makes or changes one must be allowed all that it can
 * give, for they could name themselves as approvers (security.md T18).
 */
@ApplicationScoped
class AccessPolicies {
    private final AccessPolicyStore store;
    private final Parties parties;
    private final Stages stages;
    private final GuardedChanges changes;
    private final Gate gate;
    private final Outbox outbox;
    private final ApprovalConfig config;
    private final Ids ids;
    private final Clock clock;

    AccessPolicies(
            AccessPolicyStore store,
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

    /** Fails with {@link ApprovalRefused} when it could never be met, and {@link BoundaryExceeded}. */
    Uni<AccessPolicy> create(Caller caller, AccessPolicyBodies.Body body, AccessEvent event) {
        return Uni.createFrom()
                .deferred(() -> changes.change(
                        caller,
                        body.project(),
                        right(Action.CREATE),
                        event,
                        (tx, open) -> store.list(tx, open.id())
                                .invoke(this::requireRoom)
                                .chain(() -> stages.named(
                                        tx,
                                        open.id(),
                                        PolicyBodies.required(body.common().slugs())))
                                .map(found -> fresh(caller, open.id(), found, body))
                                .invoke(fresh -> requireMayGive(open, fresh))
                                .call(fresh -> store.put(tx, fresh))
                                .invoke(fresh -> tx.record(about(event, fresh)))))
                .plug(work -> gate.settle(event, work));
    }

    /** Fails with {@link AccessPolicyNotFound}, {@link ApprovalRefused} and {@link BoundaryExceeded}. */
    Uni<AccessPolicy> update(Caller caller, String id, AccessPolicyBodies.Body body, AccessEvent event) {
        return known(caller, id)
                .chain(known -> changes.change(
                        caller,
                        new ProjectRef.ById(known.projectId()),
                        right(Action.EDIT),
                        event,
                        (tx, open) -> inForce(tx, caller, known)
                                .invoke(old -> requireMayGive(open, old))
                                .chain(old ->
                                        changedStages(tx, old, body).map(found -> changed(caller, old, found, body)))
                                .invoke(changed -> requireMayGive(open, changed))
                                .call(changed -> store.put(tx, changed))
                                .invoke(changed -> tx.record(about(event, changed)))))
                .plug(work -> gate.settle(event, work));
    }

    private Uni<List<Stage>> changedStages(RecordedTransaction tx, AccessPolicy old, AccessPolicyBodies.Body body) {
        var slugs = body.common().slugs();
        return slugs == null ? Uni.createFrom().item(old.environments()) : stages.named(tx, old.projectId(), slugs);
    }

    /** Pending requests under it cannot be approved any more; what was given stays. Fails with {@link AccessPolicyNotFound}. */
    Uni<AccessPolicy> delete(Caller caller, String id, AccessEvent event) {
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

    /** Fails with {@link AccessPolicyNotFound}. */
    Uni<AccessPolicy> find(Caller caller, String id, AccessEvent event) {
        return known(caller, id)
                .call(known -> changes.look(caller, new ProjectRef.ById(known.projectId()), right(Action.READ), event))
                .call(known -> outbox.record(about(event, known)))
                .plug(work -> gate.settle(event, work));
    }

    Uni<List<AccessPolicy>> list(Caller caller, ProjectRef project, AccessEvent event) {
        return changes.look(caller, project, right(Action.READ), event)
                .chain(open -> store.list(open.id())
                        .call(all -> outbox.record(event.in(open.id(), null, null)
                                .with("policyType", "access")
                                .with("numberOfPolicies", all.size()))))
                .plug(work -> gate.settle(event, work));
    }

    private Uni<AccessPolicy> known(Caller caller, String id) {
        return PublicId.parse(id)
                .map(parsed -> store.find(caller.orgId(), parsed))
                .orElse(Uni.createFrom().item(Optional.empty()))
                .map(found -> inForce(found, id));
    }

    private Uni<AccessPolicy> inForce(RecordedTransaction tx, Caller caller, AccessPolicy known) {
        return store.find(tx, caller.orgId(), known.id())
                .map(found -> inForce(found, known.id().toString()));
    }

    private static AccessPolicy inForce(Optional<AccessPolicy> found, String id) {
        return found.filter(policy -> policy.deletedAt() == null).orElseThrow(() -> new AccessPolicyNotFound(id));
    }

    private void requireRoom(List<AccessPolicy> present) {
        if (present.size() >= config.maxPoliciesPerProject()) {
            throw ApprovalRefused.cannot(
                    "A project has at most %d access policies. Delete one that is not needed any more."
                            .formatted(config.maxPoliciesPerProject()));
        }
    }

    private static void requireMayGive(OpenProject open, AccessPolicy policy) {
        open.permissions().requireCovers(policy.everything());
    }

    private AccessPolicy fresh(Caller caller, UUID projectId, List<Stage> stages, AccessPolicyBodies.Body body) {
        UUID id = ids.nextPublic();
        PolicyBodies.Body common = body.common();
        @Nullable String name = common.checkedName();
        AccessPolicy fresh = new AccessPolicy(
                id,
                projectId,
                name == null ? "policy-" + id.toString().substring(0, 8) : name,
                stages,
                Objects.requireNonNullElseGet(common.path(), () -> PathPattern.parse("secretPath", "/")),
                steps(caller, body, List.of(), common.approvals(1)),
                bypassers(caller, common),
                common.approvals(1),
                common.soft(false),
                common.selfApprovals(true),
                body.maxTimePeriod(null),
                body.requestExpiration(null),
                now(),
                now(),
                null);
        return requireMeetable(caller, fresh);
    }

    private AccessPolicy changed(Caller caller, AccessPolicy old, List<Stage> stages, AccessPolicyBodies.Body body) {
        PolicyBodies.Body common = body.common();
        AccessPolicy changed = new AccessPolicy(
                old.id(),
                old.projectId(),
                Objects.requireNonNullElse(common.checkedName(), old.name()),
                stages,
                Objects.requireNonNullElse(common.path(), old.path()),
                steps(caller, body, old.steps(), common.approvals(old.approvals())),
                common.bypassers() == null ? old.bypassers() : bypassers(caller, common),
                common.approvals(old.approvals()),
                common.soft(old.soft()),
                common.selfApprovals(old.selfApprovals()),
                body.maxTimePeriod(old.maxTimePeriod()),
                body.requestExpiration(old.requestExpiration()),
                old.createdAt(),
                now(),
                null);
        return requireMeetable(caller, changed);
    }

    private List<Step> steps(Caller caller, AccessPolicyBodies.Body body, List<Step> old, int approvals) {
        return body.steps(old, approvals, named -> parties.resolve(caller.orgId(), named, "approvers"));
    }

    private List<Party> bypassers(Caller caller, PolicyBodies.Body common) {
        return PolicyBodies.named(common.bypassers(), "bypassers").stream()
                .map(named -> parties.resolve(caller.orgId(), named, "bypassers"))
                .distinct()
                .toList();
    }

    /** Everybody counts in the first of their steps alone. */
    private AccessPolicy requireMeetable(Caller caller, AccessPolicy policy) {
        List<Party> before = new ArrayList<>();
        int counted = 0;
        if (policy.steps().isEmpty()) {
            throw ApprovalRefused.cannot("The policy has no approvers. Name at least one.");
        }
        for (Step step : policy.steps()) {
            before.addAll(step.approvers());
            int people = parties.people(before, caller.orgId()) - counted;
            if (people < step.approvals()) {
                throw ApprovalRefused.cannot(
                        "Step %d of the policy asks for %d approvals, but %d people can give them, who are in no step before. Name more approvers or ask for fewer approvals."
                                .formatted(step.sequence(), step.approvals(), people));
            }
            counted += people;
        }
        return policy;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS); // what the table keeps
    }

    private static Right right(String action) {
        return new Right(action, Subject.SECRET_APPROVAL);
    }

    private static AccessEvent about(AccessEvent event, AccessPolicy policy) {
        return event.in(policy.projectId(), null, null)
                .with("policyType", "access")
                .with("policyId", policy.id())
                .with("name", policy.name())
                .with(
                        "environments",
                        policy.environments().stream().map(Stage::slug).toList())
                .with("secretPath", policy.path().text())
                .with("approvers", policy.approvers().stream().map(Party::id).toList())
                .with("bypassers", policy.bypassers().stream().map(Party::id).toList())
                .with("approvals", policy.steps().stream().map(Step::approvals).toList())
                .with("enforcementLevel", policy.soft() ? "soft" : "hard")
                .with("allowedSelfApprovals", policy.selfApprovals())
                .with("maxTimePeriod", Objects.requireNonNullElse(policy.maxTimePeriod(), ""));
    }
}
