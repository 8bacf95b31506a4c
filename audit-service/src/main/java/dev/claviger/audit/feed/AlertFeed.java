package dev.claviger.audit.feed;

import dev.claviger.audit.alert.AlertChange;
import dev.claviger.audit.alert.AlertListener;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Writes down what happens to alerts, and brings it to the topic: on one replica at a time, oldest first, as long as it takes. */
@ApplicationScoped
class AlertFeed implements AlertListener {
    private final FeedStore store;
    private final FeedTopic topic;
    private final FeedConfig config;
    private final PeriodicTask timer = new PeriodicTask("feed of alerts");

    AlertFeed(FeedStore store, FeedTopic topic, FeedConfig config) {
        this.store = store;
        this.topic = topic;
        this.config = config;
    }

    @Override
    public Uni<Void> changed(RecordedTransaction transaction, AlertChange change) {
        return store.add(transaction, change.org(), AlertEvent.of(change));
    }

    void start(@Observes StartupEvent started) {
        timer.start(config.interval(), this::drain);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    private Uni<Void> drain() {
        return drainAll()
                .onFailure()
                .invoke(failed -> Log.warnf(
                        "alerts wait for their topic cause=%s",
                        failed.getClass().getName()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> drainAll() {
        return store.drain(config.maxBatch(), topic::send)
                .chain(sent -> sent < config.maxBatch() ? Uni.createFrom().voidItem() : drainAll());
    }
}
