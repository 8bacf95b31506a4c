package dev.claviger.audit.retention;

import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.outbox.Outbox;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;

/**
 * Removes what its class no longer keeps. The leaves that tell of a month and its removal are one transaction: a crash leaves both or
 * neither, and the next look goes on. Any replica may do it; the database lets one at a time.
 */
@ApplicationScoped
public class Purges {
    private static final int BATCH = 5_000;
    private static final Duration SETTLED = Duration.ofSeconds(20);

    private final PurgeStore store;
    private final PurgeLeafStore leaves;
    private final Outbox outbox;
    private final PurgeConfig config;
    private final PeriodicTask timer = new PeriodicTask("purge");

    Purges(PurgeStore store, PurgeLeafStore leaves, Outbox outbox, PurgeConfig config) {
        this.store = store;
        this.leaves = leaves;
        this.outbox = outbox;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        timer.startLater(SETTLED, config.interval(), this::purge);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    /** Removes everything that may go now. Fails as the database fails, where readers are in the way too; months before stay removed. */
    public Uni<Void> purge() {
        return store.due()
                .chain(months -> Multi.createFrom()
                        .iterable(months)
                        .onItem()
                        .transformToUniAndConcatenate(this::drop)
                        .collect()
                        .last())
                .chain(store::heldLogs)
                .chain(logs -> Multi.createFrom()
                        .iterable(logs)
                        .onItem()
                        .transformToUniAndConcatenate(this::release)
                        .collect()
                        .last())
                .replaceWithVoid();
    }

    /** Another replica may have dropped the month meanwhile, which the lock makes visible. */
    private Uni<Void> drop(Month month) {
        return outbox.transaction(transaction -> store.lock(transaction)
                        .chain(store::due)
                        .chain(due -> due.contains(month)
                                ? store.passed(transaction, month)
                                        .chain(gone -> leaves.append(transaction, gone, Reason.passed(month))
                                                .chain(() -> store.drop(transaction, month))
                                                .invoke(held -> tell(month, gone, held)))
                                : Uni.createFrom().item(0L)))
                .replaceWithVoid();
    }

    private static void tell(Month month, List<Gone> gone, long held) {
        Log.infof(
                "purging class=%s month=%s entries=%d held=%d",
                month.retentionClass(),
                month.first(),
                gone.stream().mapToLong(Gone::entries).sum(),
                held);
    }

    /** What was kept only because it was held. */
    private Uni<Void> release(String org) {
        return outbox.transaction(transaction -> store.lock(transaction)
                        .chain(() -> store.released(transaction, org, BATCH))
                        .call(gone -> leaves.append(transaction, gone, Reason.released()))
                        .call(gone ->
                                gone.isEmpty() ? Uni.createFrom().voidItem() : store.erase(transaction, org, gone)))
                .chain(gone -> gone.isEmpty() ? Uni.createFrom().voidItem() : release(org));
    }
}
