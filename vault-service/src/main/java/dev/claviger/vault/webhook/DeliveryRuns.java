package dev.claviger.vault.webhook;

import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.metric.SampledGauges;
import dev.claviger.vault.webhook.DeliveryStore.Claimed;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps deliveries going: as many at once as this replica may, and the next as soon as one has ended. */
@ApplicationScoped
class DeliveryRuns {
    private static final Duration HOUSEKEEPING = Duration.ofMinutes(1);

    private final DeliveryStore store;
    private final Deliveries deliveries;
    private final WebhookConfig config;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean claiming = new AtomicBoolean();
    private final PeriodicTask looks = new PeriodicTask("look for deliveries");
    private final PeriodicTask housekeeping = new PeriodicTask("forgetting of deliveries");
    private volatile boolean stopped;

    DeliveryRuns(DeliveryStore store, Deliveries deliveries, WebhookConfig config, SampledGauges gauges) {
        gauges.add(
                "claviger.webhooks.waiting", "Webhook deliveries of all replicas that have not ended", store::waiting);
        this.store = store;
        this.deliveries = deliveries;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        looks.start(config.pollInterval(), () -> Uni.createFrom().voidItem().invoke(this::look));
        housekeeping.start(HOUSEKEEPING, store::forget);
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
        looks.stop();
        housekeeping.stop();
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
}
