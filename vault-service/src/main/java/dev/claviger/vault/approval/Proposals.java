package dev.claviger.vault.approval;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.secret.Attempt;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes requests out of writes that a policy covers. */
@ApplicationScoped
public class Proposals {
    private final Coverage coverage;
    private final RequestStore store;
    private final Envelope envelope;
    private final Projects projects;
    private final Outbox outbox;
    private final ApprovalConfig config;
    private final Ids ids;
    private final Clock clock;

    Proposals(
            Coverage coverage,
            RequestStore store,
            Envelope envelope,
            Projects projects,
            Outbox outbox,
            ApprovalConfig config,
            Ids ids,
            Clock clock) {
        this.coverage = coverage;
        this.store = store;
        this.envelope = envelope;
        this.projects = projects;
        this.outbox = outbox;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /** Lets the write go on when no policy covers it; fails with {@link Proposed} when one does. */
    public Uni<Void> requireNone(
            RecordedTransaction tx,
            Caller caller,
            UUID projectId,
            String environment,
            String path,
            Supplier<Proposal> made) {
        return coverage.of(tx, caller, projectId, environment, path)
                .invoke(found -> found.ifPresent(policy -> {
                    throw new Proposed(policy, made.get());
                }))
                .replaceWithVoid();
    }

    /** Stores the request, together with its event; returns it without values. */
    public Uni<RequestView> submit(Proposed proposed, Attempt attempt) {
        UUID id = ids.nextPublic();
        Proposal proposal = proposed.proposal();
        return outbox.transaction(tx -> projects.bump(tx, proposal.projectId())
                .chain(() -> store.count(tx, new RequestStore.Wanted(proposal.projectId(), null, null, "open", null)))
                .invoke(this::requireRoom)
                .chain(() -> envelope.seal(tx, proposal.projectId(), id, proposal.content()))
                .map(payload -> ChangeRequest.fresh(
                        id,
                        proposed.policy(),
                        proposal,
                        payload,
                        attempt.caller(),
                        clock.instant().truncatedTo(ChronoUnit.MICROS))) // what the table keeps
                .call(fresh -> store.insert(tx, fresh))
                .invoke(fresh -> tx.record(about(attempt.event().named("secret-approval-request"), fresh)))
                .map(fresh -> RequestView.of(fresh, proposed.policy())));
    }

    private void requireRoom(long open) {
        if (open >= config.maxOpenRequestsPerProject()) {
            throw ApprovalRefused.cannot(
                    "The project has %d open approval requests, which is the limit. Merge or close some first."
                            .formatted(open));
        }
    }

    static AccessEvent about(AccessEvent event, ChangeRequest request) {
        return event.in(
                        request.projectId(),
                        request.place().environment(),
                        request.place().path())
                .with("secretApprovalRequestId", request.id())
                .with("policyId", request.policyId())
                .with("committedBy", request.author().id())
                .with("operation", request.operation())
                .with("environment", request.place().environment())
                .with("secretPath", request.place().path())
                .with("secretKeys", request.pieces().stream().map(Piece::key).toList());
    }
}
