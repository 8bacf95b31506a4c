package dev.claviger.vault.keyjob;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Does the steps of jobs, one at a time on each replica. */
@ApplicationScoped
class JobRunner {
    private static final Origin NOWHERE = new Origin("", "", "", "");
    private static final int MOST_NAMED = 50;

    private final JobStore store;
    private final Map<Kind, Work> works;
    private final Outbox outbox;
    private final JobConfig config;
    private final Ids ids;
    private final Clock clock;
    private final PeriodicTask timer = new PeriodicTask("key jobs");

    JobRunner(JobStore store, @All List<Work> works, Outbox outbox, JobConfig config, Ids ids, Clock clock) {
        this.store = store;
        this.works = works.stream().collect(Collectors.toMap(Work::kind, Function.identity()));
        this.outbox = outbox;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        timer.start(config.interval(), this::steps);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    /** Steps, as long as there is one to do. */
    private Uni<Void> steps() {
        return Uni.createFrom()
                .deferred(this::step)
                .onItem()
                .delayIt()
                .by(config.pause())
                .repeat()
                .whilst(found -> found)
                .onItem()
                .ignoreAsUni()
                .chain(() -> store.forget(clock.instant().minus(config.keep())))
                .onFailure()
                .recoverWithNull();
    }

    /** False when there was nothing to do. */
    private Uni<Boolean> step() {
        AtomicReference<@Nullable Job> taken = new AtomicReference<>();
        return outbox.transaction(tx -> store.take(tx, clock.instant())
                        .invoke(found -> taken.set(found.orElse(null)))
                        .chain(found -> found.map(job -> step(tx, job))
                                .orElse(Uni.createFrom().item(false))))
                .onFailure()
                .recoverWithUni(failure -> postpone(Optional.ofNullable(taken.get()), failure));
    }

    private Uni<Boolean> step(RecordedTransaction tx, Job job) {
        Work work = Optional.ofNullable(works.get(job.kind())).orElseThrow();
        return work.next(tx, job)
                .call(progress -> store.save(tx, job.id(), progress, clock.instant()))
                .invoke(progress -> {
                    if (progress.state() != State.RUNNING) {
                        tx.record(end(work, job, progress));
                        tx.afterCommit(() -> Log.infof(
                                "key job ended kind=%s job=%s state=%s done=%d unopenable=%d",
                                job.kind().word(),
                                job.id(),
                                progress.state().word(),
                                progress.done(),
                                progress.unopenable()));
                    }
                })
                .replaceWith(true);
    }

    /** Tells of the end, by the platform and not by whoever started the job some time ago. */
    private AccessEvent end(Work work, Job job, Progress progress) {
        AccessEvent event = AccessEvent.begin(ids.next(), clock.instant(), work.endName(), NOWHERE)
                .by(Actor.PLATFORM, job.orgId(), Provenance.NONE)
                .in(job.projectId(), null, null)
                .with("jobId", job.id())
                .with("state", progress.state().word())
                .with("startedBy", job.starter().id())
                .with("done", progress.done())
                .with("unopenable", progress.unopenable())
                .with("damaged", named(progress));
        return progress.state() == State.INCOMPLETE
                ? event.failed("%d ciphertexts do not open".formatted(progress.unopenable()))
                : event;
    }

    private static List<String> named(Progress progress) {
        return progress.damages().stream()
                .limit(MOST_NAMED)
                .map(damage -> "%s %s version %d".formatted(damage.kind(), damage.id(), damage.version()))
                .toList();
    }

    private Uni<Boolean> postpone(Optional<Job> job, Throwable failure) {
        Instant now = clock.instant();
        return job.map(taken -> {
                    Log.warnf(
                            "key job waits kind=%s job=%s cause=%s",
                            taken.kind().word(), taken.id(), failure.getClass().getName());
                    return store.postpone(taken.id(), reason(failure), now.plus(config.retry()), now)
                            .replaceWith(true);
                })
                .orElse(Uni.createFrom().item(false));
    }

    private static String reason(Throwable failure) {
        return failure instanceof Failure known
                ? known.text()
                : "The step failed for a reason of the service itself and will be tried again.";
    }
}
