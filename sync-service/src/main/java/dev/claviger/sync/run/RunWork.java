package dev.claviger.sync.run;

import dev.claviger.sync.gitlab.PlanRun;
import dev.claviger.sync.gitlab.StepResult;
import dev.claviger.sync.gitlab.UndoLog;
import dev.claviger.sync.job.Claimed;
import dev.claviger.sync.job.Ending;
import dev.claviger.sync.job.RunConfig;
import dev.claviger.sync.ledger.LedgerStore;
import dev.claviger.sync.ledger.SyncKeys;
import dev.claviger.sync.ledger.UndoLogStore;
import dev.claviger.sync.ledger.Writing;
import dev.claviger.sync.plan.DesiredVariable;
import dev.claviger.sync.plan.Plan;
import dev.claviger.sync.plan.SyncPolicy;
import dev.claviger.sync.plan.UndoPlanner;
import dev.claviger.sync.run.WantedVariables.Wishes;
import dev.claviger.sync.secretsync.SyncDefinition;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;

/** What each kind of run does, for whoever has the run and its place. */
@ApplicationScoped
class RunWork {
    /** Taking a run back is not itself taken back. */
    private static final UndoLog NOTHING = entry -> Uni.createFrom().voidItem();

    private final SyncPlaces places;
    private final WantedVariables wanted;
    private final SyncPlans plans;
    private final Comparisons comparisons;
    private final LedgerStore ledger;
    private final UndoLogStore undo;
    private final SyncKeys keys;
    private final RunConfig config;
    private final Retries retries;

    RunWork(
            SyncPlaces places,
            WantedVariables wanted,
            SyncPlans plans,
            Comparisons comparisons,
            LedgerStore ledger,
            UndoLogStore undo,
            SyncKeys keys,
            RunConfig config,
            Retries retries) {
        this.places = places;
        this.wanted = wanted;
        this.plans = plans;
        this.comparisons = comparisons;
        this.ledger = ledger;
        this.undo = undo;
        this.keys = keys;
        this.config = config;
        this.retries = retries;
    }

    /** Fails where nothing could be done; what was done in part is an ending. */
    Uni<Ending> of(Claimed run, SyncDefinition sync, String place) {
        return switch (run.kind()) {
            case SYNC -> wanted.of(sync, run.jobId()).chain(wishes -> sync(run, sync, place, wishes));
            case REMOVE -> places.open(sync).chain(open -> carryOut(run, sync, open, List.of(), SyncPlans.removal()));
            case UNDO -> places.open(sync).chain(open -> takeBack(run, sync, open));
            case COMPARE ->
                wanted.of(sync, run.jobId())
                        .chain(wishes ->
                                places.open(sync).chain(open -> comparisons.compare(sync, open, wishes.variables())));
        };
    }

    /** Where the same was wanted and there the last time, GitLab is left alone. */
    private Uni<Ending> sync(Claimed run, SyncDefinition sync, String place, Wishes wishes) {
        return keys.digest()
                .map(digest -> plans.digest(digest, sync, place, wishes.variables()))
                .chain(digest -> !run.isFull() && digest.equals(run.sourceDigest())
                        ? Uni.createFrom().item(Ending.success(null, digest))
                        : places.open(sync)
                                .chain(open -> carryOut(run, sync, open, wishes.variables(), plans.policy(sync)))
                                .map(ending -> remembering(ending, digest)))
                .map(ending -> ending.delivering(wishes.rotations()));
    }

    private static Ending remembering(Ending ending, String digest) {
        return ending.succeeded() ? Ending.success(ending.report(), digest) : ending;
    }

    private Uni<Ending> carryOut(
            Claimed run, SyncDefinition sync, OpenPlace open, List<DesiredVariable> variables, SyncPolicy policy) {
        Writing writing = writing(run, open);
        return plans.plan(sync, open, variables, policy)
                .chain(plan -> apply(plan, open, writing, undo.opened(writing)))
                .map(results -> ending(run, results));
    }

    private Uni<Ending> takeBack(Claimed run, SyncDefinition sync, OpenPlace open) {
        return keys.digest()
                .chain(digest -> undo.last(sync.id(), open.key())
                        .chain(entries -> open.variables()
                                .list()
                                .chain(present -> ledger.of(sync.id(), open.key())
                                        .map(owned -> new UndoPlanner(digest).plan(entries, present, owned)))))
                .chain(plan -> apply(plan, open, writing(run, open), NOTHING))
                .map(results -> ending(run, results))
                .call(ending -> ending.succeeded()
                        ? undo.forget(sync.id())
                        : Uni.createFrom().voidItem());
    }

    private Uni<List<StepResult>> apply(Plan plan, OpenPlace open, Writing writing, UndoLog log) {
        return keys.digest()
                .chain(digest -> new PlanRun(
                                open.variables(), ledger.opened(writing), log, digest, config.callsAtOnce())
                        .apply(plan));
    }

    private static Writing writing(Claimed run, OpenPlace open) {
        return new Writing(run.syncId(), open.key(), run.jobId(), run.owner());
    }

    private Ending ending(Claimed run, List<StepResult> results) {
        RunReport report = new RunReport(results);
        return report.succeeded()
                ? Ending.success(report.json(), null)
                : Ending.failure(
                        Objects.requireNonNull(report.message()),
                        report.json(),
                        report.mayPass() ? retries.after(run) : null);
    }
}
