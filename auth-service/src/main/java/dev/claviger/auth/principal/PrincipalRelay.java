package dev.claviger.auth.principal;

import dev.claviger.auth.AuthConfig;
import dev.claviger.kernel.PeriodicTask;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Brings entries to the topic: right after the commit that made them, and what a crash or an outage left behind with the next beat of
 * any replica. A heartbeat goes out only behind everything that was committed before it.
 */
@ApplicationScoped
public class PrincipalRelay {
    private static final int CHUNK = 500;
    private static final int MOST_FORGOTTEN = 5_000;

    private final PrincipalStore store;
    private final PrincipalTopic topic;
    private final AuthConfig.Principals config;
    private final Clock clock;
    private final AtomicInteger wanted = new AtomicInteger();
    private final PeriodicTask beats = new PeriodicTask("heartbeat of principals");
    private final PeriodicTask forgetting = new PeriodicTask("forgetting of revoked tokens");
    private volatile boolean behind;

    PrincipalRelay(PrincipalStore store, PrincipalTopic topic, AuthConfig config, Clock clock) {
        this.store = store;
        this.topic = topic;
        this.config = config.principals();
        this.clock = clock;
    }

    /** Whether the last attempt to publish failed, so that the other services are not told of changes. */
    public boolean isBehind() {
        return behind;
    }

    /** Publishes soon what is stored; many calls share one round. Returns at once. */
    void wake() {
        if (wanted.getAndIncrement() == 0) {
            publishWanted();
        }
    }

    private void publishWanted() {
        int seen = wanted.get();
        quietly(this::publish).subscribe().with(done -> next(seen), broken -> next(seen));
    }

    /** Somebody may have committed after the round had read. */
    private void next(int seen) {
        if (wanted.addAndGet(-seen) > 0) {
            publishWanted();
        }
    }

    private Uni<Void> publish() {
        return drain().invoke(() -> behind = false).onFailure().invoke(this::lag);
    }

    private Uni<Void> drain() {
        return store.publish(CHUNK, topic::send)
                .chain(count -> count < CHUNK ? Uni.createFrom().voidItem() : drain());
    }

    private Uni<Void> beat() {
        return topic.id()
                .call(this::tellAgain)
                .onFailure()
                .invoke(this::lag)
                .chain(id ->
                        publish().chain(() -> topic.heartbeat(id).onFailure().invoke(this::lag)));
    }

    /** Nothing of what was published is on a topic that was made anew. */
    private Uni<Void> tellAgain(String id) {
        return store.publishAll(id)
                .invoke(count -> {
                    if (count > 0) {
                        Log.warnf("topic of principals is a new one, all is published again id=%s count=%d", id, count);
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> forget() {
        return store.forget(clock.instant().minus(config.keepRevoked()), MOST_FORGOTTEN)
                .invoke(count -> Log.debugf("revoked tokens forgotten count=%d", count))
                .replaceWithVoid();
    }

    void start(@Observes StartupEvent started) {
        beats.start(config.heartbeat(), () -> quietly(this::beat));
        forgetting.start(config.forgetInterval(), () -> quietly(this::forget));
    }

    void stop(@Observes ShutdownEvent stopping) {
        beats.stop();
        forgetting.stop();
    }

    private Uni<Void> quietly(Supplier<Uni<Void>> work) {
        return Uni.createFrom()
                .voidItem()
                .chain(work::get)
                .onFailure()
                .invoke(failed -> Log.debugf(
                        "principal relay waits cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithNull();
    }

    private void lag(Throwable cause) {
        if (!behind) {
            Log.warnf("principals not published cause=%s", cause.getClass().getName());
        }
        behind = true;
    }
}
