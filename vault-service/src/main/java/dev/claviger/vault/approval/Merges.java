package dev.claviger.vault.approval;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.approval.Reviews.Matter;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Carries out requests that were approved: one commit, in the name of the author and with the rights the author has by then. Whoever
 * merges must be the author, an approver or, without approvals, somebody who may bypass.
 */
@ApplicationScoped
class Merges {
    private final Reviews reviews;
    private final RequestStore store;
    private final Coverage coverage;
    private final Parties parties;
    private final ProposedWrites writes;
    private final Envelope envelope;
    private final Views views;
    private final Projects projects;
    private final Reviewers reviewers;
    private final Outbox outbox;
    private final Clock clock;

    Merges(
            Reviews reviews,
            RequestStore store,
            Coverage coverage,
            Parties parties,
            ProposedWrites writes,
            Envelope envelope,
            Views views,
            Projects projects,
            Reviewers reviewers,
            Outbox outbox,
            Clock clock) {
        this.reviews = reviews;
        this.store = store;
        this.coverage = coverage;
        this.parties = parties;
        this.writes = writes;
        this.envelope = envelope;
        this.views = views;
        this.projects = projects;
        this.reviewers = reviewers;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** What a merge rests on. */
    private record Ground(
            List<ChangeRequest.Review> approvals, @Nullable String bypassReason) {}

    /** Of two at once one merges. Fails with {@link RequestNotFound} and {@link ApprovalRefused}, and as the write would. */
    Uni<Matter> merge(UUID id, @Nullable String bypassReason, Attempt attempt) {
        return reviews.opened(id, attempt)
                .chain(known -> eyes(known, attempt))
                .chain(eyes -> outbox.transaction(tx -> reviews.locked(tx, id, attempt)
                        .invoke(matter -> requireMergeable(matter, attempt.caller()))
                        .call(matter -> merge(tx, matter, eyes, bypassReason, attempt))
                        .chain(() -> reviews.locked(tx, id, attempt))));
    }

    /** What merger and author may see; opened before the transaction, which must not wait for a second connection. */
    private record Eyes(View merger, View author) {}

    private Uni<Eyes> eyes(ChangeRequest request, Attempt attempt) {
        ProjectRef project = new ProjectRef.ById(request.projectId());
        Caller author = request.asCaller(attempt.caller().orgId(), Map.of());
        return views.open(attempt, project)
                .chain(merger -> views.open(new Attempt(author, attempt.event()), project)
                        .map(seen -> new Eyes(merger, seen)));
    }

    private void requireMergeable(Matter matter, Caller caller) {
        Reviews.requireOpen(matter.request());
        Policy policy = matter.policy();
        if (policy.deletedAt() != null) {
            throw Reviews.policyGone();
        }
        UUID author = matter.request().author().id();
        boolean may = author.equals(caller.id())
                || parties.includes(policy.approvers(), caller.orgId(), caller.id())
                || parties.includes(policy.mayBypass(), caller.orgId(), caller.id());
        if (!may) {
            throw ApprovalRefused.forbidden("Only its author and the approvers of the policy '%s' merge this request."
                    .formatted(policy.name()));
        }
        if (parties.isGone(caller.orgId(), author)) {
            throw ApprovalRefused.cannot("The author of this request is not active any more. Make the change again.");
        }
    }

    /** The approvals that count are read before the commit, which names them, and the rights with the project locked. */
    private Uni<Void> merge(
            RecordedTransaction tx, Matter matter, Eyes eyes, @Nullable String bypassReason, Attempt attempt) {
        ChangeRequest request = matter.request();
        return ground(tx, matter, bypassReason, attempt.caller())
                .call(ground -> carryOut(tx, matter, ground, eyes, attempt))
                .call(ground -> store.merged(
                        tx,
                        request.id(),
                        attempt.caller().id(),
                        clock.instant().truncatedTo(ChronoUnit.MICROS), // what the table keeps
                        ground.bypassReason()))
                .invoke(ground -> tx.record(described(attempt.event(), request, ground)))
                .replaceWithVoid();
    }

    private Uni<Void> carryOut(RecordedTransaction tx, Matter matter, Ground ground, Eyes eyes, Attempt attempt) {
        ChangeRequest request = matter.request();
        Caller author = request.asCaller(attempt.caller().orgId(), provenance(matter, ground, attempt.caller()));
        Attempt asAuthor =
                new Attempt(author, described(attempt.event(), request, ground).named(request.operation()));
        return projects.commit(tx, request.projectId(), author, "merge approval request")
                .call(revision -> views.locked(tx, attempt, eyes.merger(), revision)
                        .invoke(view -> view.require(Action.READ, Subject.SECRET_APPROVAL, Resource.NONE)))
                .call(() -> requireSamePolicy(tx, matter, author))
                .call(() -> requireSameGround(tx, matter, ground, attempt))
                .chain(revision -> views.locked(tx, asAuthor, eyes.author(), revision))
                .chain(view -> envelope.open(
                                tx, request.projectId(), request.id(), Objects.requireNonNull(request.payload()))
                        .chain(content ->
                                writes.carryOut(tx, view, request.place(), content, request.pieces(), asAuthor)));
    }

    private Uni<Ground> ground(RecordedTransaction tx, Matter matter, @Nullable String bypassReason, Caller merger) {
        Policy policy = matter.policy();
        return standing(tx, matter, merger.orgId()).map(standing -> {
            List<ChangeRequest.Review> approvals =
                    standing.stream().filter(ChangeRequest.Review::approved).toList();
            boolean rejected = approvals.size() < standing.size();
            if (approvals.size() >= policy.approvals() && !rejected) {
                return new Ground(approvals, null);
            }
            if (parties.includes(policy.mayBypass(), merger.orgId(), merger.id())) {
                if (bypassReason == null) {
                    throw ApprovalRefused.cannot("Merging without the approvals takes a bypassReason.");
                }
                return new Ground(approvals, bypassReason);
            }
            throw rejected
                    ? ApprovalRefused.forbidden(
                            "An approver rejected this request. It can be merged when that review was changed.")
                    : missing(policy, approvals.size(), parties.people(policy.approvers(), merger.orgId()));
        });
    }

    private static ApprovalRefused missing(Policy policy, int approvals, int people) {
        String text = "The policy '%s' asks for %d approvals; this request has %d."
                .formatted(policy.name(), policy.approvals(), approvals);
        return ApprovalRefused.forbidden(
                people < policy.approvals()
                        ? text + " Only %d people can approve now: change the policy.".formatted(people)
                        : text);
    }

    /** The reviews of those who are approvers to this day and may still read approvals; one's own only where the policy allows that. */
    private Uni<List<ChangeRequest.Review>> standing(RecordedTransaction tx, Matter matter, UUID orgId) {
        Policy policy = matter.policy();
        List<ChangeRequest.Review> ofApprovers = matter.request().reviews().stream()
                .filter(review -> parties.includes(policy.approvers(), orgId, review.reviewerId()))
                .filter(review -> policy.selfApprovals()
                        || !review.reviewerId().equals(matter.request().author().id()))
                .toList();
        return reviewers.counting(tx, orgId, matter.request().projectId(), ofApprovers);
    }

    /** Policy and rights may have changed between their being read and the project's being locked. */
    private Uni<Void> requireSameGround(RecordedTransaction tx, Matter matter, Ground ground, Attempt attempt) {
        return reviews.locked(tx, matter.request().id(), attempt)
                .invoke(now -> requireMergeable(now, attempt.caller()))
                .chain(now -> ground(tx, now, ground.bypassReason(), attempt.caller())
                        .invoke(standing -> {
                            if (!now.policy().equals(matter.policy()) || !standing.equals(ground)) {
                                throw ApprovalRefused.cannot(
                                        "The policy '%s' or the rights of its approvers changed just now. Merge again."
                                                .formatted(now.policy().name()));
                            }
                        }))
                .replaceWithVoid();
    }

    /** Where another policy counts by now, the approvals are not those that it asks for. */
    private Uni<Void> requireSamePolicy(RecordedTransaction tx, Matter matter, Caller author) {
        ChangeRequest request = matter.request();
        return coverage.of(
                        tx,
                        author,
                        request.projectId(),
                        request.place().environment(),
                        request.place().path())
                .invoke(now -> {
                    if (now.isPresent()
                            && !now.get().id().equals(matter.policy().id())) {
                        throw ApprovalRefused.cannot(
                                "The policy '%s' covers this folder by now. Close the request and make the change again."
                                        .formatted(now.get().name()));
                    }
                })
                .replaceWithVoid();
    }

    private static Map<String, String> provenance(Matter matter, Ground ground, Caller merger) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("approvalRequestId", matter.request().id().toString());
        facts.put("approvalPolicyId", matter.policy().id().toString());
        facts.put(
                "approvedBy",
                ground.approvals().stream()
                        .map(ChangeRequest.Review::reviewerName)
                        .collect(Collectors.joining(", ")));
        facts.put("mergedBy", merger.name());
        if (ground.bypassReason() != null) {
            facts.put("bypassReason", ground.bypassReason());
        }
        return facts;
    }

    private static AccessEvent described(AccessEvent event, ChangeRequest request, Ground ground) {
        AccessEvent described = Proposals.about(event, request)
                .with(
                        "approvedBy",
                        ground.approvals().stream()
                                .map(ChangeRequest.Review::reviewerId)
                                .toList());
        return ground.bypassReason() == null
                ? described
                : described.with("isBypassed", true).with("bypassReason", ground.bypassReason());
    }
}
