package dev.claviger.auth.token;

import dev.claviger.auth.AuthConfig;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Removes the rows of tokens that ended some time ago, a bounded number each time. */
@ApplicationScoped
class TokenSweep {
    private static final int MOST = 20_000;

    private final TokenStore store;
    private final AuthConfig.Tokens config;
    private final Clock clock;
    private @Nullable Cancellable timer;

    TokenSweep(TokenStore store, AuthConfig config, Clock clock) {
        this.store = store;
        this.config = config.tokens();
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        timer = Multi.createFrom()
                .ticks()
                .startingAfter(config.sweepInterval())
                .every(config.sweepInterval())
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> sweep())
                .subscribe()
                .with(done -> {}, broken -> Log.errorf("token sweep stopped cause=%s", broken.getClass()));
    }

    void stop(@Observes ShutdownEvent stopping) {
        if (timer != null) {
            timer.cancel();
        }
    }

    private Uni<Void> sweep() {
        return store.sweep(clock.instant().minus(config.keepEnded()), MOST)
                .invoke(count -> Log.debugf("tokens swept count=%d", count))
                .replaceWithVoid()
                .onFailure()
                .invoke(failed ->
                        Log.warnf("tokens not swept cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithNull();
    }
}
