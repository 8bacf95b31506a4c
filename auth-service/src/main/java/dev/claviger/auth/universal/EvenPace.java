package dev.claviger.auth.universal;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lets refusals out at an even pace, so that their time does not tell how far an attempt came (security.md T12). */
@ApplicationScoped
class EvenPace {
    private static final Duration STEP = Duration.ofMillis(20);

    private final Vertx vertx;

    EvenPace(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Does the work. When it is refused, the refusal waits until a whole number of steps have passed since the beginning. */
    <T> Uni<T> refusals(Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            long began = System.nanoTime();
            return work.get().onFailure(LoginRefused.class).call(() -> pause(began));
        });
    }

    /** By the nanosecond: a timer of whole milliseconds would leave in what it is to take out. */
    private Uni<Void> pause(long began) {
        long step = STEP.toNanos();
        long left = step - (System.nanoTime() - began) % step;
        Context context = vertx.getOrCreateContext();
        return Uni.createFrom()
                .emitter(emitter -> CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS)
                        .execute(() -> context.runOnContext(there -> emitter.complete(null))));
    }
}
