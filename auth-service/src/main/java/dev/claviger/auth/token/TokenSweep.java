package dev.claviger.auth.token;

import dev.claviger.auth.AuthConfig;
import dev.claviger.kernel.PeriodicTask;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;

/** Removes the rows of tokens that ended some time ago, a bounded number each time. */
@ApplicationScoped
class TokenSweep {
    private static final int MOST = 20_000;

    private final TokenStore store;
    private final AuthConfig.Tokens config;
    private final Clock clock;
    private final PeriodicTask timer = new PeriodicTask("token sweep");

    TokenSweep(TokenStore store, AuthConfig config, Clock clock) {
        this.store = store;
        this.config = config.tokens();
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        timer.startLater(config.sweepInterval(), this::sweep);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    private Uni<Void> sweep() {
        return store.sweep(clock.instant().minus(config.keepEnded()), MOST)
                .invoke(count -> Log.debugf("tokens swept count=%d", count))
                .replaceWithVoid();
    }
}
