package dev.claviger.auth.refusal;

import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Takes note of refused logins. Never blocks, never fails; beyond a bound it forgets. */
@ApplicationScoped
public class RefusedLogins {
    private static final Duration WRITE_EVERY = Duration.ofSeconds(1);
    private static final int MOST_KEPT = 1000;

    private final RefusedLoginStore store;
    private final Clock clock;
    private Map<RefusedLogin.Key, RefusedLogin> noted = new HashMap<>();
    private final PeriodicTask timer = new PeriodicTask("refused logins");

    RefusedLogins(RefusedLoginStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Notes one refusal.
     *
     * @param reason for the administrator, without anything secret
     */
    public synchronized void note(UUID identityId, String method, String reason, Origin origin, Provenance job) {
        Instant now = clock.instant();
        RefusedLogin.Key key = new RefusedLogin.Key(identityId, method, reason);
        if (noted.size() < MOST_KEPT || noted.containsKey(key)) {
            noted.merge(
                    key, new RefusedLogin(key, 1, now, now, origin.ip(), origin.userAgent(), job), RefusedLogin::and);
        }
    }

    void start(@Observes StartupEvent started) {
        timer.start(WRITE_EVERY, this::write);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    private Uni<Void> write() {
        List<RefusedLogin> taken = take();
        if (taken.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return store.add(taken)
                .onFailure()
                .invoke(lost -> Log.debugf("refused logins lost kinds=%d", taken.size()))
                .onFailure()
                .recoverWithNull();
    }

    private synchronized List<RefusedLogin> take() {
        List<RefusedLogin> taken = List.copyOf(noted.values());
        noted = new HashMap<>();
        return taken;
    }
}
