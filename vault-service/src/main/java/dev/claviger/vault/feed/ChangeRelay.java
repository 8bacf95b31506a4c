package dev.claviger.vault.feed;

import dev.claviger.kernel.metric.SampledGauges;
import dev.claviger.vault.feed.ChangeStore.Stored;
import dev.claviger.vault.feed.ChangeStore.Turn;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Brings what transactions wrote down to Kafka, oldest first, on the one replica whose turn it is. */
@ApplicationScoped
class ChangeRelay {
    private final ChangeStore store;
    private final ChangePublisher publisher;
    private final FeedConfig config;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();
    private volatile @Nullable Turn turn;
    private volatile boolean stopped;
    private @Nullable Cancellable timer;

    ChangeRelay(ChangeStore store, ChangePublisher publisher, FeedConfig config, SampledGauges gauges) {
        gauges.add("claviger.feed.waiting", "Changes of all replicas that Kafka does not have yet", store::waiting);
        this.store = store;
        this.publisher = publisher;
        this.config = config;
    }

    /** Something was committed here. Never blocks, never fails. */
    void nudge() {
        if (turn != null) {
            work();
        }
    }

    void start(@Observes StartupEvent started) {
        timer = Multi.createFrom()
                .ticks()
                .every(config.pollInterval())
                .onOverflow()
                .drop()
                .subscribe()
                .with(tick -> work());
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
        endTurn().subscribe().with(ended -> {}, gone -> {});
    }

    /** One round at a time; whoever asks during a round gets another one after it. */
    private void work() {
        again.set(true);
        if (!stopped && busy.compareAndSet(false, true)) {
            again.set(false);
            round().subscribe().with(done -> finished(), failed -> {
                Log.debugf("changes wait cause=%s", failed.getClass().getName());
                busy.set(false); // the next tick tries again
            });
        }
    }

    private void finished() {
        busy.set(false);
        if (again.get()) {
            work();
        }
    }

    private Uni<Void> round() {
        return Uni.createFrom()
                .deferred(this::turn)
                .chain(mine ->
                        mine.map(this::publishAll).orElse(Uni.createFrom().voidItem()));
    }

    private Uni<Optional<Turn>> turn() {
        @Nullable Turn mine = turn;
        return mine != null
                ? Uni.createFrom().item(Optional.of(mine))
                : store.takeTurn().invoke(taken -> turn = taken.orElse(null));
    }

    private Uni<Void> publishAll(Turn mine) {
        return read(mine)
                .chain(batch -> batch.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : publisher
                                .publish(batch)
                                .chain(() -> remove(mine, batch))
                                .chain(() -> batch.size() < config.maxBatch()
                                        ? Uni.createFrom().voidItem()
                                        : publishAll(mine)));
    }

    private Uni<List<Stored>> read(Turn mine) {
        return mine.oldest(config.maxBatch()).onFailure().call(this::endTurn);
    }

    private Uni<Void> remove(Turn mine, List<Stored> published) {
        return mine.remove(published).onFailure().call(this::endTurn);
    }

    /** Without the database nobody knows whose turn it is. */
    private Uni<Void> endTurn() {
        @Nullable Turn mine = turn;
        turn = null;
        return mine == null ? Uni.createFrom().voidItem() : mine.end();
    }
}
