package dev.claviger.kernel.outbox;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.event.AccessEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts refusals that cost an attacker nothing (bad tokens, unknown clients) per address and reason, and records each count once per
 * window, so that they can neither flood the log nor turn fail-closed into an outage (audit-log.md 6.3). A count that cannot be recorded goes into the
 * next window.
 */
@ApplicationScoped
public class Refusals {
    private static final int MAX_KEYS = 10_000;

    private final Outbox outbox;
    private final OutboxConfig config;
    private final Clock clock;
    private final Ids ids;
    private Map<Key, Count> counts = new HashMap<>();
    private final PeriodicTask timer = new PeriodicTask("writing of refusals");

    Refusals(Outbox outbox, OutboxConfig config, Clock clock, Ids ids) {
        this.outbox = outbox;
        this.config = config;
        this.clock = clock;
        this.ids = ids;
    }

    /** Counts one refusal. Never blocks, never fails; addresses beyond a bound are counted together. */
    public void note(String name, Origin origin, String reason) {
        add(new Key(name, origin.ip(), reason), new Count(origin, 1));
    }

    private synchronized void add(Key own, Count more) {
        Key key = counts.size() < MAX_KEYS || counts.containsKey(own) ? own : new Key(own.name(), "many", own.reason());
        counts.merge(key, more, (old, one) -> new Count(old.first(), old.count() + one.count()));
    }

    void start(@Observes StartupEvent started) {
        timer.start(config.refusalWindow(), this::flush);
    }

    /** What was counted since the last window is written; when that is not possible it is lost with the process. */
    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
        var _ = flush().subscribeAsCompletionStage()
                .completeOnTimeout(null, config.recordTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private Uni<Void> flush() {
        List<Uni<Void>> records = new ArrayList<>();
        take().forEach((key, count) -> records.add(outbox.record(event(key, count))
                .onFailure()
                .invoke(failed -> add(key, count))
                .onFailure()
                .recoverWithNull()));
        return records.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(records).andCollectFailures().replaceWithVoid();
    }

    private synchronized Map<Key, Count> take() {
        Map<Key, Count> taken = counts;
        counts = new HashMap<>();
        return taken;
    }

    private AccessEvent event(Key key, Count count) {
        return AccessEvent.begin(ids.next(), clock.instant(), key.name(), count.first())
                .with("count", count.count())
                .with("address", key.address())
                .denied(key.reason());
    }

    private record Key(String name, String address, String reason) {}

    private record Count(Origin first, long count) {}
}
