package dev.claviger.audit.retention;

import dev.claviger.audit.retention.PurgeStore.Place;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Removes what its class no longer keeps. The leaves that tell of a removal and the removal are one transaction: a crash leaves both or
 * neither, and the next look goes on. A month is dropped as a whole where a few leaves can tell of it; what is scattered is erased first,
 * piece by piece, so that no transaction depends on how much there is. Any replica may do it; the database lets one at a time.
 */
@ApplicationScoped
public class Purges {
    /** How many entries, or neighbourhoods of entries, one transaction removes one by one. */
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

    private Uni<Void> drop(Month month) {
        return new MonthWalk(after -> store.passed(month, after, BATCH))
                .run(BATCH, after -> erase(month, after))
                .chain(() -> outbox.transaction(
                        transaction -> ifDue(transaction, month, () -> dropWhole(transaction, month))));
    }

    /** What lies too scattered to go with the month. */
    private Uni<Void> erase(Month month, Place after) {
        return outbox.transaction(transaction -> ifDue(
                transaction,
                month,
                () -> store.passed(transaction.sql(), month, after, BATCH)
                        .chain(gone -> gone.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : leaves.append(transaction, gone, Reason.passed(month))
                                        .chain(() -> store.erase(transaction, month)))));
    }

    private Uni<Void> dropWhole(RecordedTransaction transaction, Month month) {
        return new MonthWalk(after -> store.passed(transaction.sql(), month, after, BATCH))
                .run(BATCH, after -> Uni.createFrom().failure(new IllegalStateException("a hold ended meanwhile")))
                .chain(gone -> leaves.append(transaction, gone, Reason.passed(month))
                        .chain(() -> store.drop(transaction, month))
                        .invoke(held -> tell(month, gone, held)))
                .replaceWithVoid();
    }

    /** Another replica may have dropped the month meanwhile, which the lock makes visible. */
    private Uni<Void> ifDue(RecordedTransaction transaction, Month month, Supplier<Uni<Void>> work) {
        return store.lock(transaction)
                .chain(store::due)
                .chain(due ->
                        due.contains(month) ? work.get() : Uni.createFrom().voidItem());
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
