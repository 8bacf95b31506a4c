package dev.claviger.sync.run;

import dev.claviger.kernel.ClaimLoop;
import dev.claviger.kernel.Ids;
import dev.claviger.sync.job.Claimed;
import dev.claviger.sync.job.JobStore;
import dev.claviger.sync.job.RunConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Keeps runs going: as many at once as this replica may, and the next as soon as one has ended. */
@ApplicationScoped
class RunLoop {
    private final RunConfig config;
    private final ClaimLoop<Claimed> loop;

    RunLoop(JobStore jobs, LeasedRuns runs, RunConfig config, Ids ids) {
        this.config = config;
        this.loop = new ClaimLoop<>(
                "run of a sync", config.runsAtOnce(), () -> jobs.claim(ids.next(), config.lease()), runs::perform);
    }

    void start(@Observes StartupEvent started) {
        loop.start(config.pollInterval());
    }

    void stop(@Observes ShutdownEvent stopping) {
        loop.stop();
    }

    /** Takes what is due, unless something is being taken already. Never blocks, never fails. */
    void look() {
        loop.look();
    }
}
