package dev.claviger.vault.feed;

import dev.claviger.kernel.outbox.BeforeCommit;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes down the changes of every transaction, in it. */
@ApplicationScoped
class ChangeRecorder implements BeforeCommit {
    private final ChangeStore store;
    private final ChangeRelay relay;

    ChangeRecorder(ChangeStore store, ChangeRelay relay) {
        this.store = store;
        this.relay = relay;
    }

    @Override
    public Uni<Void> complete(RecordedTransaction tx) {
        Map<UUID, List<Change>> changes = Changes.of(tx.events());
        if (changes.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        tx.afterCommit(relay::nudge);
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Map.Entry<UUID, List<Change>> ofProject : changes.entrySet()) {
            done = done.chain(() -> store.append(tx, ofProject.getKey(), ofProject.getValue()));
        }
        return done;
    }
}
