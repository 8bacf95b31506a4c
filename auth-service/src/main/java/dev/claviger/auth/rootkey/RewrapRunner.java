package dev.claviger.auth.rootkey;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.rootkey.Progress.State;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Does the steps of rewraps; of all replicas one at a time. */
@ApplicationScoped
class RewrapRunner {
    private static final Origin NOWHERE = new Origin("", "", "", "");
    private static final int MOST_NAMED = 50;

    private final RewrapStore store;
    private final Resealing resealing;
    private final Outbox outbox;
    private final AuthConfig.RootKeys config;
    private final Ids ids;
    private final Clock clock;
    private final PeriodicTask timer = new PeriodicTask("rewraps");

    RewrapRunner(RewrapStore store, Resealing resealing, Outbox outbox, AuthConfig config, Ids ids, Clock clock) {
        this.store = store;
        this.resealing = resealing;
        this.outbox = outbox;
        this.config = config.rootKeys();
        this.ids = ids;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        timer.start(config.rewrapInterval(), this::steps);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    /** Steps, as long as there is one to do. */
    private Uni<Void> steps() {
        return Uni.createFrom()
                .deferred(this::step)
                .repeat()
                .whilst(found -> found)
                .onItem()
                .ignoreAsUni()
                .onFailure()
                .recoverWithNull();
    }

    /** False when there was nothing to do, or it failed. */
    private Uni<Boolean> step() {
        AtomicReference<@Nullable Rewrap> taken = new AtomicReference<>();
        return outbox.transaction(tx -> store.take(tx)
                        .invoke(found -> taken.set(found.orElse(null)))
                        .chain(found -> found.map(rewrap -> step(tx, rewrap))
                                .orElse(Uni.createFrom().item(false))))
                .onFailure()
                .recoverWithUni(failure -> explain(Optional.ofNullable(taken.get()), failure));
    }

    private Uni<Boolean> step(RecordedTransaction tx, Rewrap rewrap) {
        return resealing
                .next(tx, rewrap)
                .call(progress -> store.save(tx, rewrap.id(), progress, clock.instant()))
                .invoke(progress -> tellEnd(tx, rewrap, progress))
                .replaceWith(true);
    }

    private void tellEnd(RecordedTransaction tx, Rewrap rewrap, Progress progress) {
        if (progress.state() != State.RUNNING) {
            tx.record(end(rewrap, progress));
            tx.afterCommit(() -> Log.infof(
                    "rewrap ended job=%s state=%s done=%d unopenable=%d",
                    rewrap.id(), progress.state().word(), progress.done(), progress.unopenable()));
        }
    }

    /** Tells of the end, by the platform and not by whoever started the rewrap some time ago. */
    private AccessEvent end(Rewrap rewrap, Progress progress) {
        AccessEvent event = AccessEvent.begin(ids.next(), clock.instant(), "finish-root-key-rewrap", NOWHERE)
                .by(Actor.PLATFORM, rewrap.orgId(), Provenance.NONE)
                .with("jobId", rewrap.id().toString())
                .with("rootKey", rewrap.rootKey())
                .with("state", progress.state().word())
                .with("startedBy", rewrap.starter().id())
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
                .map(damage -> damage.kind() + " " + damage.id())
                .toList();
    }

    private Uni<Boolean> explain(Optional<Rewrap> rewrap, Throwable failure) {
        return rewrap.map(taken -> {
                    Log.warnf(
                            "rewrap waits job=%s cause=%s",
                            taken.id(), failure.getClass().getName());
                    return store.explain(taken.id(), reason(failure), clock.instant())
                            .replaceWith(false);
                })
                .orElse(Uni.createFrom().item(false));
    }

    private static String reason(Throwable failure) {
        return failure instanceof Failure known
                ? known.text()
                : "The step failed for a reason of the service itself and will be tried again.";
    }
}
