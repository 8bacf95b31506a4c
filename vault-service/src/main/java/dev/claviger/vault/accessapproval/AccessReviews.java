package dev.claviger.vault.accessapproval;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.accessapproval.AccessRequest.Review;
import dev.claviger.vault.accessapproval.AccessRequest.Status;
import dev.claviger.vault.approval.ApprovalRefused;
import dev.claviger.vault.approval.Parties;
import dev.claviger.vault.approval.Reviewers;
import dev.claviger.vault.membership.Term;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Grants;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.privilege.ApprovedPrivileges;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.secret.Attempt;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Approves and rejects requests, with the project locked: the policy, the approvers and the rights count as they are by then. The last
 * approval gives the privilege in the same transaction; the first rejection ends the request.
 */
@ApplicationScoped
class AccessReviews {
    private final AccessRequestStore store;
    private final AccessPolicyStore policies;
    private final Parties parties;
    private final Reviewers reviewers;
    private final ApprovedPrivileges privileges;
    private final Projects projects;
    private final Grants grants;
    private final Outbox outbox;
    private final Clock clock;

    AccessReviews(
            AccessRequestStore store,
            AccessPolicyStore policies,
            Parties parties,
            Reviewers reviewers,
            ApprovedPrivileges privileges,
            Projects projects,
            Grants grants,
            Outbox outbox,
            Clock clock) {
        this.store = store;
        this.policies = policies;
        this.parties = parties;
        this.reviewers = reviewers;
        this.privileges = privileges;
        this.projects = projects;
        this.grants = grants;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** A request with its policy, both as they are now. */
    private record Matter(AccessRequest request, AccessPolicy policy) {
        boolean isOf(UUID userId) {
            return request.authorId().equals(userId);
        }
    }

    /** Fails with {@link AccessRequestNotFound} and {@link ApprovalRefused}. */
    Uni<Review> review(UUID id, boolean approved, String bypassReason, Attempt attempt) {
        Caller caller = attempt.caller();
        Review review = new Review(caller.id(), caller.name(), approved, now());
        return store.find(caller.orgId(), id)
                .map(found -> found.orElseThrow(() -> new AccessRequestNotFound(id.toString())))
                .call(known -> opened(known, attempt))
                .chain(known -> outbox.transaction(tx -> matter(tx, known, caller)
                        .chain(matter -> approved
                                ? approve(tx, matter, review, bypassReason, attempt)
                                : reject(tx, matter, review, attempt))))
                .replaceWith(review);
    }

    private Uni<Void> opened(AccessRequest known, Attempt attempt) {
        return projects.open(attempt.caller(), new ProjectRef.ById(known.projectId()))
                .invoke(open -> attempt.in(open.id()))
                .invoke(open -> requireReader(open.permissions()))
                .replaceWithVoid();
    }

    private static void requireReader(Permissions permissions) {
        permissions.require(Action.READ, Subject.SECRET_APPROVAL, Resource.NONE);
    }

    /** Nobody else takes a step in the project before the transaction ends. */
    private Uni<Matter> matter(RecordedTransaction tx, AccessRequest known, Caller caller) {
        return projects.bump(tx, known.projectId())
                .chain(() -> grants.of(tx, caller, known.projectId()))
                .invoke(AccessReviews::requireReader)
                .chain(() -> store.find(tx, caller.orgId(), known.id()))
                .map(found -> found.orElseThrow(
                        () -> new AccessRequestNotFound(known.id().toString())))
                .chain(request -> policies.find(tx, caller.orgId(), request.policyId())
                        .map(found -> new Matter(
                                request,
                                found.orElseThrow(() -> new AccessPolicyNotFound(
                                        request.policyId().toString())))))
                .invoke(this::requirePending);
    }

    private void requirePending(Matter matter) {
        if (matter.request().status() != Status.PENDING) {
            throw ApprovalRefused.cannot("The request is %s already."
                    .formatted(matter.request().status().text()));
        }
        if (matter.request().isExpired(now())) {
            throw ApprovalRefused.cannot("The request has expired. Ask for the access again.");
        }
        if (matter.policy().deletedAt() != null) {
            throw ApprovalRefused.cannot("The policy of this request was deleted. Ask for the access again.");
        }
    }

    /** One approver is enough for that, whose turn it need not be. */
    private Uni<Void> reject(RecordedTransaction tx, Matter matter, Review review, Attempt attempt) {
        if (!parties.includes(matter.policy().approvers(), attempt.caller().orgId(), review.reviewerId())) {
            throw noApprover(matter);
        }
        return store.review(tx, matter.request().id(), review)
                .call(() -> store.rejected(tx, matter.request().id(), review.createdAt()))
                .invoke(() -> tx.record(about(attempt, matter, review)));
    }

    private Uni<Void> approve(
            RecordedTransaction tx, Matter matter, Review review, String bypassReason, Attempt attempt) {
        UUID orgId = attempt.caller().orgId();
        if (!bypassReason.isEmpty()) {
            requireMayBypass(matter, attempt.caller());
            return store.review(tx, matter.request().id(), review)
                    .chain(() -> give(tx, matter, review, bypassReason, attempt));
        }
        return standing(tx, matter, orgId, Optional.empty())
                .invoke(before -> requireTurn(matter, orgId, before, review))
                .call(() -> store.review(tx, matter.request().id(), review))
                .chain(() -> standing(tx, matter, orgId, Optional.of(review)))
                .chain(after -> turn(matter.policy(), orgId, after).isPresent()
                        ? recorded(tx, about(attempt, matter, review))
                        : give(tx, matter, review, null, attempt));
    }

    private static Uni<Void> recorded(RecordedTransaction tx, AccessEvent event) {
        tx.record(event);
        return Uni.createFrom().voidItem();
    }

    /** What one asked for oneself one bypasses only when one is named for that. */
    private void requireMayBypass(Matter matter, Caller caller) {
        AccessPolicy policy = matter.policy();
        boolean may = parties.includes(policy.mayBypass(), caller.orgId(), caller.id())
                && (!matter.isOf(caller.id()) || parties.includes(policy.bypassers(), caller.orgId(), caller.id()));
        if (!may) {
            throw ApprovalRefused.forbidden(
                    "The policy '%s' does not let you do without the approvals.".formatted(policy.name()));
        }
    }

    private void requireTurn(Matter matter, UUID orgId, List<Review> standing, Review review) {
        AccessPolicy policy = matter.policy();
        UUID reviewer = review.reviewerId();
        if (!parties.includes(policy.approvers(), orgId, reviewer)) {
            throw noApprover(matter);
        }
        if (!policy.selfApprovals() && matter.isOf(reviewer)) {
            throw ApprovalRefused.forbidden(
                    "The policy '%s' does not let people approve what they ask for.".formatted(policy.name()));
        }
        if (standing.stream().anyMatch(before -> before.reviewerId().equals(reviewer))) {
            throw ApprovalRefused.cannot("You approved this request already.");
        }
        Optional<Step> turn = turn(policy, orgId, standing);
        if (turn.isPresent() && !home(policy, orgId, reviewer).equals(turn)) {
            throw ApprovalRefused.forbidden("It is not your turn. Step %d of the policy '%s' has to approve first."
                    .formatted(turn.get().sequence(), policy.name()));
        }
    }

    private static ApprovalRefused noApprover(Matter matter) {
        return ApprovalRefused.forbidden("Only the approvers of the policy '%s' review this request."
                .formatted(matter.policy().name()));
    }

    /** The step that is asked now; empty when all have approved. */
    private Optional<Step> turn(AccessPolicy policy, UUID orgId, List<Review> standing) {
        return policy.steps().stream()
                .filter(step -> standing.stream()
                                .filter(review ->
                                        home(policy, orgId, review.reviewerId()).equals(Optional.of(step)))
                                .count()
                        < step.approvals())
                .findFirst();
    }

    /** Everybody counts in the first of their steps alone. */
    private Optional<Step> home(AccessPolicy policy, UUID orgId, UUID userId) {
        return policy.steps().stream()
                .filter(step -> parties.includes(step.approvers(), orgId, userId))
                .findFirst();
    }

    /** The approvals of those who are approvers and may read approvals to this day; one's own only where the policy allows that. */
    private Uni<List<Review>> standing(RecordedTransaction tx, Matter matter, UUID orgId, Optional<Review> more) {
        List<Review> ofApprovers = Stream.concat(matter.request().reviews().stream(), more.stream())
                .filter(Review::approved)
                .filter(review -> parties.includes(matter.policy().approvers(), orgId, review.reviewerId()))
                .filter(review -> matter.policy().selfApprovals() || !matter.isOf(review.reviewerId()))
                .toList();
        return reviewers.counting(tx, orgId, matter.request().projectId(), ofApprovers);
    }

    private Uni<Void> give(
            RecordedTransaction tx, Matter matter, Review review, @Nullable String bypassReason, Attempt attempt) {
        AccessRequest request = matter.request();
        Instant now = review.createdAt();
        @Nullable Term term = request.term(now);
        return requireStillGiven(tx, matter, term, attempt.caller())
                .chain(() -> privileges.give(
                        tx,
                        request.projectId(),
                        request.author(),
                        request.permissions(),
                        term,
                        now,
                        AccessRequests.about(
                                attempt.event().named("create-user-project-additional-privilege"), request)))
                .call(privilege ->
                        store.approved(tx, request.id(), new AccessRequest.Given(privilege, term), bypassReason, now))
                .invoke(privilege ->
                        tx.record(given(about(attempt, matter, review), privilege.toString(), bypassReason)))
                .replaceWithVoid();
    }

    /** The same policy would be asked today, and would give it. */
    private Uni<Void> requireStillGiven(RecordedTransaction tx, Matter matter, @Nullable Term term, Caller caller) {
        AccessRequest request = matter.request();
        if (parties.isGone(caller.orgId(), request.authorId())) {
            throw ApprovalRefused.cannot("Whoever asked is not active any more. Reject the request.");
        }
        matter.policy().requireInTime(term);
        return policies.list(tx, request.projectId())
                .map(all -> AccessPolicy.about(all, request.permissions().rules()))
                .invoke(now -> {
                    if (!now.id().equals(matter.policy().id())) {
                        throw ApprovalRefused.cannot("Another policy is in charge by now. Ask for the access again.");
                    }
                })
                .replaceWithVoid();
    }

    private static AccessEvent about(Attempt attempt, Matter matter, Review review) {
        return AccessRequests.about(attempt.event(), matter.request())
                .with("status", review.approved() ? "approved" : "rejected")
                .with("isSelfReview", matter.isOf(review.reviewerId()));
    }

    private static AccessEvent given(AccessEvent event, String privilegeId, @Nullable String bypassReason) {
        AccessEvent described = event.with("privilegeId", privilegeId);
        return bypassReason == null
                ? described
                : described.with("isBypassed", true).with("bypassReason", bypassReason);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS); // what the table keeps
    }
}
