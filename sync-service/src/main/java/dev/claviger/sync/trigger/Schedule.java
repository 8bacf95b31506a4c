package dev.claviger.sync.trigger;

import dev.claviger.kernel.PeriodicTask;
import dev.claviger.sync.job.JobKind;
import dev.claviger.sync.job.JobStore;
import dev.claviger.sync.job.RunConfig;
import dev.claviger.sync.ledger.UndoLogStore;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Asks for a look at sources and destinations now and then, and forgets what can be taken back no longer. Harmless on all replicas at once. */
@ApplicationScoped
class Schedule {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final JobStore jobs;
    private final UndoLogStore undo;
    private final RunConfig config;
    private final PeriodicTask timer = new PeriodicTask("look for syncs whose time has come");

    Schedule(JobStore jobs, UndoLogStore undo, RunConfig config) {
        this.jobs = jobs;
        this.undo = undo;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        timer.start(interval(), this::look);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    private Duration interval() {
        Duration shorter =
                config.checkEvery().compareTo(config.compareEvery()) < 0 ? config.checkEvery() : config.compareEvery();
        return shorter.compareTo(LONGEST) < 0 ? shorter : LONGEST;
    }

    private Uni<Void> look() {
        return jobs.askInTurn(JobKind.SYNC, config.checkEvery())
                .chain(() -> jobs.askInTurn(JobKind.COMPARE, config.compareEvery()))
                .chain(() -> undo.forgetOlderThan(config.undoKept()))
                .onFailure()
                .invoke(failed -> Log.debugf(
                        "schedule of syncs not kept cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
