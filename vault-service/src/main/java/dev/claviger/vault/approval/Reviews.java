package dev.claviger.vault.approval;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Approves and rejects requests, closes and opens them. The steps of one request wait for each other. */
@ApplicationScoped
class Reviews {
    private final RequestStore store;
    private final PolicyStore policies;
    private final Parties parties;
    private final Views views;
    private final Outbox outbox;
    private final Clock clock;

    Reviews(RequestStore store, PolicyStore policies, Parties parties, Views views, Outbox outbox, Clock clock) {
        this.store = store;
        this.policies = policies;
        this.parties = parties;
        this.views = views;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** A request with its policy, both as they are now. */
    record Matter(ChangeRequest request, Policy policy) {}

    /** Only approvers do; each counts once. Fails with {@link RequestNotFound} and {@link ApprovalRefused}. */
    Uni<ChangeRequest.Review> review(UUID id, boolean approved, String comment, Attempt attempt) {
        Caller caller = attempt.caller();
        ChangeRequest.Review review = new ChangeRequest.Review(caller.id(), caller.name(), approved, comment, now());
        return opened(id, attempt)
                .chain(() -> outbox.transaction(tx -> locked(tx, id, attempt)
                        .invoke(matter -> requireOpen(matter.request()))
                        .invoke(matter -> requireReviewer(matter, caller))
                        .call(() -> store.review(tx, id, review))
                        .invoke(matter -> tx.record(Proposals.about(attempt.event(), matter.request())
                                .with("status", approved ? "approved" : "rejected")
                                .with("comment", comment)))))
                .replaceWith(review);
    }

    private void requireReviewer(Matter matter, Caller caller) {
        Policy policy = matter.policy();
        if (policy.deletedAt() != null) {
            throw policyGone();
        }
        if (!parties.includes(policy.approvers(), caller.orgId(), caller.id())) {
            throw ApprovalRefused.forbidden(
                    "Only the approvers of the policy '%s' review this request.".formatted(policy.name()));
        }
        if (!policy.selfApprovals() && matter.request().author().id().equals(caller.id())) {
            throw ApprovalRefused.forbidden(
                    "The policy '%s' does not let people review their own changes.".formatted(policy.name()));
        }
    }

    /** Authors and approvers do. A merged one stays closed. Fails with {@link RequestNotFound} and {@link ApprovalRefused}. */
    Uni<Matter> status(UUID id, boolean open, Attempt attempt) {
        Caller caller = attempt.caller();
        return opened(id, attempt)
                .chain(() -> outbox.transaction(tx -> locked(tx, id, attempt)
                        .invoke(matter -> requireMayEnd(matter, caller))
                        .invoke(matter -> requireOther(matter.request(), open))
                        .call(() -> store.status(tx, id, open, caller.id(), now()))
                        .invoke(matter -> tx.record(Proposals.about(attempt.event(), matter.request())
                                .with("status", open ? "open" : "close")))
                        .chain(() -> locked(tx, id, attempt))));
    }

    private void requireMayEnd(Matter matter, Caller caller) {
        boolean may = matter.request().author().id().equals(caller.id())
                || parties.includes(matter.policy().approvers(), caller.orgId(), caller.id());
        if (!may) {
            throw ApprovalRefused.forbidden("Only its author and the approvers of the policy '%s' do this to a request."
                    .formatted(matter.policy().name()));
        }
    }

    private static void requireOther(ChangeRequest request, boolean open) {
        if (request.merged()) {
            throw ApprovalRefused.cannot("The request is merged already.");
        }
        if (request.open() == open) {
            throw ApprovalRefused.cannot("The request is %s already.".formatted(open ? "open" : "closed"));
        }
    }

    static void requireOpen(ChangeRequest request) {
        if (request.merged()) {
            throw ApprovalRefused.cannot("The request is merged already.");
        }
        if (!request.open()) {
            throw ApprovalRefused.cannot("The request is closed. Open it again first.");
        }
    }

    static ApprovalRefused policyGone() {
        return ApprovalRefused.cannot(
                "The policy of this request was deleted. Close the request and make the change again.");
    }

    /** Asks the right that every step takes; the project becomes part of the event. */
    Uni<ChangeRequest> opened(UUID id, Attempt attempt) {
        return store.find(attempt.caller().orgId(), id)
                .map(found -> found.orElseThrow(() -> new RequestNotFound(id.toString())))
                .call(request -> views.open(attempt, new ProjectRef.ById(request.projectId()))
                        .invoke(view -> view.require(Action.READ, Subject.SECRET_APPROVAL, Resource.NONE)));
    }

    /** Nobody else takes a step before the transaction ends. */
    Uni<Matter> locked(RecordedTransaction tx, UUID id, Attempt attempt) {
        UUID orgId = attempt.caller().orgId();
        return store.lock(tx, orgId, id)
                .map(found -> found.orElseThrow(() -> new RequestNotFound(id.toString())))
                .chain(request -> policies.find(tx, orgId, request.policyId())
                        .map(found -> found.orElseThrow(
                                () -> new PolicyNotFound(request.policyId().toString())))
                        .map(policy -> new Matter(request, policy)));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS); // what the table keeps
    }
}
