package dev.claviger.sync.secretsync;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Ends that a sync runs by itself, so that nothing does again what somebody took back; and the whole sync, once its variables are gone. */
@ApplicationScoped
public class Pauses {
    private final SyncStore store;

    Pauses(SyncStore store) {
        this.store = store;
    }

    /** From then on it runs when somebody calls. */
    public Uni<Void> pause(RecordedTransaction tx, UUID syncId) {
        return store.pause(tx, syncId);
    }

    /** Whatever was wanted before, it goes on. */
    public Uni<Void> keep(RecordedTransaction tx, UUID syncId) {
        return store.keep(tx, syncId);
    }

    /** If somebody has deleted it together with its variables, which are removed now. False when it stays. */
    public Uni<Boolean> endAfterRemoval(RecordedTransaction tx, UUID syncId) {
        return store.deleteEnded(tx, syncId);
    }
}
