package dev.claviger.auth.guard;

import dev.claviger.auth.AuthConfig;
import dev.claviger.kernel.Failure;
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
public class EvenPace {
    private final Vertx vertx;
    private final AuthConfig.Guard config;

    EvenPace(Vertx vertx, AuthConfig config) {
        this.vertx = vertx;
        this.config = config.guard();
    }

    /** Does the work. When it is refused, the refusal waits until a whole number of steps have passed since the beginning. */
    public <T> Uni<T> refusals(Supplier<Uni<T>> work) {
        return refusals(config.refusalStep(), work);
    }

    /** The same for work that asks a system outside, which takes longer than ours: the steps are longer too. */
    public <T> Uni<T> refusalsFromOutside(Supplier<Uni<T>> work) {
        return refusals(config.outsideRefusalStep(), work);
    }

    private <T> Uni<T> refusals(Duration step, Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            long began = System.nanoTime();
            return work.get().onFailure(Failure.class).call(() -> pause(began, step.toNanos()));
        });
    }

    /** By the nanosecond: a timer of whole milliseconds would leave in what it is to take out. */
    private Uni<Void> pause(long began, long step) {
        long left = step - (System.nanoTime() - began) % step;
        Context context = vertx.getOrCreateContext();
        return Uni.createFrom()
                .emitter(emitter -> CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS)
                        .execute(() -> context.runOnContext(there -> emitter.complete(null))));
    }
}
