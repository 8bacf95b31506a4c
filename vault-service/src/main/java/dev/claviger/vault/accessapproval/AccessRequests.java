package dev.claviger.vault.accessapproval;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.approval.ApprovalConfig;
import dev.claviger.vault.approval.ApprovalRefused;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.PermissionDenied;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.RuleText;
import dev.claviger.vault.permission.Scope;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.privilege.ApprovedPrivileges;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.secret.Attempt;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes requests of members and shows them: all to those who may read approvals, to others their own. */
@ApplicationScoped
class AccessRequests {
    private final AccessRequestStore store;
    private final AccessPolicyStore policies;
    private final ApprovedPrivileges privileges;
    private final Projects projects;
    private final Outbox outbox;
    private final ApprovalConfig config;
    private final Ids ids;
    private final Clock clock;

    AccessRequests(
            AccessRequestStore store,
            AccessPolicyStore policies,
            ApprovedPrivileges privileges,
            Projects projects,
            Outbox outbox,
            ApprovalConfig config,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.policies = policies;
        this.privileges = privileges;
        this.projects = projects;
        this.outbox = outbox;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /** Fails with {@link ApprovalRefused} and {@link InvalidInput}. */
    Uni<AccessRequestView> create(ProjectRef ref, AccessWish wish, Attempt attempt) {
        return open(ref, attempt)
                .chain(open -> outbox.transaction(tx -> projects.bump(tx, open.id())
                        .chain(() -> requireMayAsk(tx, open.id(), attempt.caller()))
                        .chain(() -> policies.list(tx, open.id()))
                        .chain(all -> asked(
                                tx, AccessPolicy.about(all, wish.permissions().rules()), wish, attempt))));
    }

    private Uni<AccessRequestView> asked(
            RecordedTransaction tx, AccessPolicy policy, AccessWish wish, Attempt attempt) {
        String environment = Scope.environment(wish.permissions().rules())
                .orElseThrow(
                        () -> InvalidInput.of(RuleText.FIELD, "All rules of a request must be about one environment"));
        Instant now = now();
        AccessRequest fresh = AccessRequest.fresh(ids.nextPublic(), policy, wish, environment, attempt.caller(), now);
        policy.requireInTime(fresh.term(now));
        return store.insert(tx, fresh)
                .invoke(() -> tx.record(about(attempt.event(), fresh)))
                .replaceWith(AccessRequestView.of(fresh, policy, now));
    }

    /** A privilege takes a membership of one's own, not that of a group. */
    private Uni<Void> requireMayAsk(RecordedTransaction tx, UUID projectId, Caller caller) {
        return privileges
                .canHold(tx, projectId, new Holder(Holder.USER, caller.id()))
                .invoke(member -> {
                    if (!member) {
                        throw ApprovalRefused.forbidden(
                                "Only members of the project who were added by name ask for access. Ask an administrator to add you.");
                    }
                })
                .chain(() -> store.count(tx, new AccessRequestStore.Wanted(projectId, caller.id(), null), now()))
                .invoke(mine -> {
                    if (mine.pending() >= config.maxOpenAccessRequestsPerPerson()) {
                        throw ApprovalRefused.cannot(
                                "%d of your requests wait for approval, which is the limit. Have them reviewed first."
                                        .formatted(mine.pending()));
                    }
                })
                .replaceWithVoid();
    }

    Uni<AccessRequestView.Many> list(
            ProjectRef ref,
            @Nullable UUID author,
            @Nullable String environment,
            int limit,
            int offset,
            Attempt attempt) {
        return open(ref, attempt)
                .chain(open -> wanted(open, author, environment, attempt.caller()))
                .chain(wanted -> store.list(wanted, limit, offset).chain(found -> shown(wanted.projectId(), found)))
                .map(AccessRequestView.Many::new)
                .call(answer -> outbox.record(attempt.event()
                        .with("approvalType", "access")
                        .with("numberOfRequests", answer.requests().size())));
    }

    Uni<AccessRequestView.Counted> count(ProjectRef ref, Attempt attempt) {
        return open(ref, attempt)
                .chain(open -> wanted(open, null, null, attempt.caller()))
                .chain(wanted -> store.count(wanted, now()))
                .map(numbers -> new AccessRequestView.Counted(numbers.pending(), numbers.others()))
                .call(() -> outbox.record(attempt.event().with("approvalType", "access")));
    }

    private Uni<List<AccessRequestView>> shown(UUID projectId, List<AccessRequest> requests) {
        Instant now = now();
        List<UUID> named =
                requests.stream().map(AccessRequest::policyId).distinct().toList();
        return policies.named(projectId, named).map(found -> {
            Map<UUID, AccessPolicy> byId =
                    found.stream().collect(Collectors.toMap(AccessPolicy::id, Function.identity()));
            return requests.stream()
                    .map(request ->
                            AccessRequestView.of(request, Objects.requireNonNull(byId.get(request.policyId())), now))
                    .toList();
        });
    }

    /** Members without the right to read approvals see their own. */
    private Uni<AccessRequestStore.Wanted> wanted(
            OpenProject open, @Nullable UUID author, @Nullable String environment, Caller caller) {
        if (open.permissions().allows(Action.READ, Subject.SECRET_APPROVAL, Resource.NONE)) {
            return Uni.createFrom().item(new AccessRequestStore.Wanted(open.id(), author, environment));
        }
        return outbox.transaction(tx -> privileges.canHold(tx, open.id(), new Holder(Holder.USER, caller.id())))
                .map(member -> {
                    if (!member) {
                        throw PermissionDenied.outright(Action.READ, Subject.SECRET_APPROVAL);
                    }
                    return new AccessRequestStore.Wanted(open.id(), caller.id(), environment);
                });
    }

    private Uni<OpenProject> open(ProjectRef ref, Attempt attempt) {
        return projects.open(attempt.caller(), ref).invoke(open -> attempt.in(open.id()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS); // what the table keeps
    }

    static AccessEvent about(AccessEvent event, AccessRequest request) {
        AccessEvent described = event.in(request.projectId(), request.environment(), null)
                .with("approvalType", "access")
                .with("accessApprovalRequestId", request.id())
                .with("policyId", request.policyId())
                .with("requestedBy", request.authorId())
                .with("environment", request.environment())
                .with("permissions", request.permissions().given().encode())
                .with("note", request.note())
                .with("isTemporary", request.range() != null);
        return request.range() == null ? described : described.with("temporaryRange", request.range());
    }
}
