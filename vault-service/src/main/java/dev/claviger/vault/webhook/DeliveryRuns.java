package dev.claviger.vault.webhook;

import dev.claviger.kernel.metric.SampledGauges;
import dev.claviger.vault.webhook.DeliveryStore.Claimed;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Keeps deliveries going: as many at once as this replica may, and the next as soon as one has ended. */
@ApplicationScoped
class DeliveryRuns {
    private static final Duration HOUSEKEEPING = Duration.ofMinutes(1);

    private final DeliveryStore store;
    private final Deliveries deliveries;
    private final WebhookConfig config;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean claiming = new AtomicBoolean();
    private final List<Cancellable> timers = new ArrayList<>();
    private volatile boolean stopped;

    DeliveryRuns(DeliveryStore store, Deliveries deliveries, WebhookConfig config, SampledGauges gauges) {
        gauges.add(
                "claviger.webhooks.waiting", "Webhook deliveries of all replicas that have not ended", store::waiting);
        this.store = store;
        this.deliveries = deliveries;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        every(config.pollInterval(), () -> Uni.createFrom().voidItem().invoke(this::look));
        every(HOUSEKEEPING, store::forget);
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
        timers.forEach(Cancellable::cancel);
    }

    /** Takes what is due, unless it is being taken already. Never blocks, never fails. */
    void look() {
        int free = config.maxUnderWay() - underWay.get();
        if (!stopped && free > 0 && claiming.compareAndSet(false, true)) {
            store.claim(free).subscribe().with(this::begin, away -> claiming.set(false));
        }
    }

    private void begin(List<Claimed> claimed) {
        underWay.addAndGet(claimed.size());
        claiming.set(false);
        claimed.forEach(one -> deliveries.attempt(one).subscribe().with(done -> ended(), failed -> {
            Log.debugf(
                    "delivery not settled id=%s cause=%s",
                    one.delivery().id(), failed.getClass().getName());
            ended();
        }));
    }

    private void ended() {
        underWay.decrementAndGet();
        look();
    }

    private void every(Duration interval, Supplier<Uni<Void>> work) {
        timers.add(Multi.createFrom()
                .ticks()
                .every(interval)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(
                        tick -> work.get().onFailure().recoverWithNull().replaceWithVoid())
                .subscribe()
                .with(done -> {}));
    }
}
