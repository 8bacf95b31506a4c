package dev.claviger.sync.run;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.sync.job.Claimed;
import dev.claviger.sync.job.Ending;
import dev.claviger.sync.job.JobKind;
import dev.claviger.sync.job.JobStore;
import dev.claviger.sync.job.RunConfig;
import dev.claviger.sync.ledger.PlaceLeaseStore;
import dev.claviger.sync.secretsync.Pauses;
import dev.claviger.sync.secretsync.SyncDefinition;
import dev.claviger.sync.secretsync.SyncDoor;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/**
 * Does a run while it holds the run and its place, and records how it ended together with the end. Whoever loses the place writes no
 * more: the ledger refuses it.
 */
@ApplicationScoped
class LeasedRuns {
    private static final int BEATS_PER_LEASE = 3;
    private static final Ending CALLED_OFF =
            Ending.failure("The run was called off: the opposite is wanted.", null, null);

    private final JobStore jobs;
    private final PlaceLeaseStore leases;
    private final SyncDoor syncs;
    private final SyncPlaces places;
    private final RunWork work;
    private final Retries retries;
    private final Pauses pauses;
    private final Outbox outbox;
    private final RunConfig config;
    private final Clock clock;
    private final Ids ids;

    LeasedRuns(
            JobStore jobs,
            PlaceLeaseStore leases,
            SyncDoor syncs,
            SyncPlaces places,
            RunWork work,
            Retries retries,
            Pauses pauses,
            Outbox outbox,
            RunConfig config,
            Clock clock,
            Ids ids) {
        this.jobs = jobs;
        this.leases = leases;
        this.syncs = syncs;
        this.places = places;
        this.work = work;
        this.retries = retries;
        this.pauses = pauses;
        this.outbox = outbox;
        this.config = config;
        this.clock = clock;
        this.ids = ids;
    }

    /** Puts the run back while another run has the place. Fails when the end cannot be stored; then the lease runs out. */
    Uni<Void> perform(Claimed run) {
        return syncs.stored(run.syncId())
                .chain(sync -> places.locate(sync)
                        .chain(place -> leases.take(place, run.owner(), config.lease())
                                .chain(taken ->
                                        taken ? hold(run, sync, place) : jobs.putBack(run, config.placeBusy()))));
    }

    private Uni<Void> hold(Claimed run, SyncDefinition sync, String place) {
        PeriodicTask heart = beat(run, place);
        return Uni.createFrom()
                .deferred(() -> jobs.isCalledOff(run))
                .chain(isOff -> isOff ? Uni.createFrom().item(CALLED_OFF) : work.of(run, sync, place))
                .onFailure()
                .recoverWithItem(problem -> retries.ending(run, problem))
                .chain(ending -> end(run, sync, ending))
                .onTermination()
                .invoke(heart::stop)
                .eventually(() -> leases.release(place, run.owner()));
    }

    private PeriodicTask beat(Claimed run, String place) {
        PeriodicTask heart = new PeriodicTask("renewal of a lease");
        heart.startLater(config.lease().dividedBy(BEATS_PER_LEASE), () -> renew(run, place));
        return heart;
    }

    /** What cannot be renewed now may still be at the next beat. */
    private Uni<Boolean> renew(Claimed run, String place) {
        return leases.renew(place, run.owner(), config.lease())
                .chain(held -> jobs.renew(run, config.lease()).map(ours -> held && ours))
                .onFailure()
                .recoverWithItem(failed -> {
                    Log.warnf(
                            "lease of a run not renewed job=%s cause=%s",
                            run.jobId(), failed.getClass().getName());
                    return false;
                });
    }

    private Uni<Void> end(Claimed run, SyncDefinition sync, Ending ending) {
        return outbox.transaction(tx -> jobs.end(tx, run, ending)
                .invoke(() -> {
                    if (isWorthTelling(ending)) {
                        tx.record(event(run, sync, ending));
                    }
                })
                .chain(() -> run.kind() == JobKind.REMOVE && ending.succeeded()
                        ? endWhole(tx, run, sync)
                        : Uni.createFrom().voidItem()));
    }

    private Uni<Void> endWhole(RecordedTransaction tx, Claimed run, SyncDefinition sync) {
        return pauses.endAfterRemoval(tx, sync.id())
                .invoke(isEnded -> {
                    if (isEnded) {
                        tx.record(RunEvents.about(begun(run, sync, RunEvents.DELETED), sync));
                    }
                })
                .replaceWithVoid();
    }

    /** A look that found nothing new is no event. */
    private static boolean isWorthTelling(Ending ending) {
        return !ending.succeeded() || ending.report() != null;
    }

    private AccessEvent event(Claimed run, SyncDefinition sync, Ending ending) {
        AccessEvent told = RunEvents.about(begun(run, sync, RunEvents.of(run.kind())), sync)
                .with("jobId", run.jobId())
                .with("jobRanAt", run.ranAt().toString())
                .with("syncStatus", ending.status());
        AccessEvent counted = ending.report() == null
                ? told
                : told.with("counts", ending.report().getJsonObject("counts").getMap());
        String message = ending.message();
        return message == null ? counted : counted.with("syncMessage", message).failed(message);
    }

    private AccessEvent begun(Claimed run, SyncDefinition sync, String name) {
        Origin origin = new Origin(run.jobId().toString(), "", "", "");
        return AccessEvent.begin(ids.next(), clock.instant(), name, origin)
                .by(Actor.PLATFORM, sync.orgId(), Provenance.NONE);
    }
}
