package dev.claviger.vault.revision;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lets several requests wait for one load. */
public final class Shared {
    private Shared() {}

    /**
     * The outcome of a load that other requests may share, on the event loop of the request that asks. Cancelling the request does not
     * cancel the load.
     */
    public static <T> Uni<T> await(CompletableFuture<T> load) {
        if (load.isDone() && !load.isCompletedExceptionally()) {
            return Uni.createFrom().item(load.resultNow());
        }
        @Nullable Context asking = Vertx.currentContext();
        Uni<T> outcome = Uni.createFrom().completionStage(load.copy());
        return asking == null ? outcome : outcome.emitOn(task -> asking.runOnContext(ignored -> task.run()));
    }
}
