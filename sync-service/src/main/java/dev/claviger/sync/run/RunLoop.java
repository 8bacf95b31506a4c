package dev.claviger.sync.run;

import dev.claviger.kernel.Ids;
import dev.claviger.sync.job.Claimed;
import dev.claviger.sync.job.JobStore;
import dev.claviger.sync.job.RunConfig;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps runs going: as many at once as this replica may, and the next as soon as one has ended. */
@ApplicationScoped
class RunLoop {
    private final JobStore jobs;
    private final LeasedRuns runs;
    private final RunConfig config;
    private final Ids ids;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean claiming = new AtomicBoolean();
    private @Nullable Cancellable timer;
    private volatile boolean stopped;

    RunLoop(JobStore jobs, LeasedRuns runs, RunConfig config, Ids ids) {
        this.jobs = jobs;
        this.runs = runs;
        this.config = config;
        this.ids = ids;
    }

    void start(@Observes StartupEvent started) {
        timer = Multi.createFrom()
                .ticks()
                .every(config.pollInterval())
                .onOverflow()
                .drop()
                .subscribe()
                .with(tick -> look());
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Takes what is due, unless something is being taken already. Never blocks, never fails. */
    void look() {
        if (!stopped && underWay.get() < config.runsAtOnce() && claiming.compareAndSet(false, true)) {
            jobs.claim(ids.next(), config.lease()).subscribe().with(this::begin, away -> claiming.set(false));
        }
    }

    private void begin(Optional<Claimed> claimed) {
        if (claimed.isEmpty()) {
            claiming.set(false);
            return;
        }
        underWay.incrementAndGet();
        claiming.set(false);
        runs.perform(claimed.get()).subscribe().with(done -> ended(), failed -> {
            Log.warnf(
                    "run of a sync not ended job=%s cause=%s",
                    claimed.get().jobId(), failed.getClass().getName());
            ended();
        });
        look();
    }

    private void ended() {
        underWay.decrementAndGet();
        look();
    }
}
