package dev.claviger.sync.remedy;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.sync.job.JobKind;
import dev.claviger.sync.job.JobReport;
import dev.claviger.sync.job.JobStore;
import dev.claviger.sync.secretsync.SyncDoor;
import dev.claviger.sync.secretsync.SyncNotFound;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs a sync, and then compares its destination with what it should hold. */
@ApplicationScoped
class SyncRemedy {
    private static final String GONE = "The sync was deleted meanwhile. What it wrote may still be at its destination.";
    private static final String UNDER_WAY = "The sync is under way.";
    private static final String COMPARING = "The destination is being compared.";
    private static final String OTHER_RUN = "Another run came in between; it is asked for again.";

    private final SyncDoor syncs;
    private final JobStore jobs;
    private final Outbox outbox;
    private final Ids ids;

    SyncRemedy(SyncDoor syncs, JobStore jobs, Outbox outbox, Ids ids) {
        this.syncs = syncs;
        this.jobs = jobs;
        this.outbox = outbox;
        this.ids = ids;
    }

    Uni<Advance> advance(Task task) {
        return syncs.stored(task.subjectId())
                .chain(sync -> sync.orgId().equals(task.orgId()) ? go(task) : stuck())
                .onFailure(SyncNotFound.class)
                .recoverWithUni(SyncRemedy::stuck);
    }

    private static Uni<Advance> stuck() {
        return Uni.createFrom().item(new Advance.Stuck(GONE));
    }

    private Uni<Advance> go(Task task) {
        if (!task.progress().containsKey("syncJob")) {
            return ask(task, JobKind.SYNC, "syncJob", UNDER_WAY);
        }
        return task.progress().containsKey("compareJob")
                ? jobs.show(task.subjectId(), JobKind.COMPARE).map(found -> compared(task, found))
                : jobs.show(task.subjectId(), JobKind.SYNC).chain(found -> synced(task, found));
    }

    private Uni<Advance> ask(Task task, JobKind kind, String field, String message) {
        return outbox.transaction(tx -> jobs.ask(tx, task.subjectId(), kind, ids.nextPublic()))
                .map(job -> new Advance.Later(
                        Advance.When.SOON, task.progress().copy().put(field, job.toString()), message));
    }

    private Uni<Advance> synced(Task task, Optional<JobReport> found) {
        return switch (state(task, "syncJob", found)) {
            case OURS_DONE -> ask(task, JobKind.COMPARE, "compareJob", COMPARING);
            case OURS_FAILED -> later(again(found));
            case OTHER -> later(new Advance.Later(Advance.When.SOON, new JsonObject(), OTHER_RUN));
            case WAITING -> later(new Advance.Later(Advance.When.SOON, task.progress(), UNDER_WAY));
        };
    }

    private static Uni<Advance> later(Advance advance) {
        return Uni.createFrom().item(advance);
    }

    private static Advance compared(Task task, Optional<JobReport> found) {
        return switch (state(task, "compareJob", found)) {
            case OURS_DONE -> judged(task, found.orElseThrow());
            case OURS_FAILED -> again(found);
            case OTHER -> new Advance.Later(Advance.When.SOON, new JsonObject(), OTHER_RUN);
            case WAITING -> new Advance.Later(Advance.When.SOON, task.progress(), COMPARING);
        };
    }

    private static Advance judged(Task task, JobReport report) {
        int different = Objects.requireNonNullElseGet(report.report(), JsonObject::new)
                .getJsonObject("counts", new JsonObject())
                .getInteger("different", 0);
        return different == 0
                ? new Advance.Done(task.progress()
                        .copy()
                        .put("different", 0)
                        .put("comparedAt", String.valueOf(report.finishedAt()))
                        .put("confirmedBy", "destination"))
                : new Advance.Later(
                        Advance.When.AFTER_PAUSE,
                        new JsonObject(),
                        "%d variables are not as they should be; the sync runs again.".formatted(different));
    }

    private static Advance again(Optional<JobReport> found) {
        @Nullable String why = found.map(report -> report.state().message()).orElse(null);
        return new Advance.Later(Advance.When.AFTER_PAUSE, new JsonObject(), why);
    }

    private enum Run {
        WAITING,
        OURS_DONE,
        OURS_FAILED,
        OTHER
    }

    /** The run that was asked for has the id that was told; while it waits, the row may still tell of the one before. */
    private static Run state(Task task, String field, Optional<JobReport> found) {
        if (found.isEmpty()) {
            return Run.OTHER;
        }
        boolean isOurs =
                found.get().state().jobId().toString().equals(task.progress().getString(field));
        return switch (found.get().state().status()) {
            case "succeeded" -> isOurs ? Run.OURS_DONE : Run.OTHER;
            case "failed" -> isOurs ? Run.OURS_FAILED : Run.OTHER;
            default -> Run.WAITING;
        };
    }
}
