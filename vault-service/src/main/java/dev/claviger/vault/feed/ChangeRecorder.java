package dev.claviger.vault.feed;

import dev.claviger.kernel.event.AccessEvent;
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
    private final TraceStore traces;
    private final ChangeStore store;
    private final ChangeRelay relay;

    ChangeRecorder(TraceStore traces, ChangeStore store, ChangeRelay relay) {
        this.traces = traces;
        this.store = store;
        this.relay = relay;
    }

    @Override
    public Uni<Void> complete(RecordedTransaction tx) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Map.Entry<UUID, List<AccessEvent>> ofProject :
                Changes.done(tx.events()).entrySet()) {
            done = done.chain(() -> complete(tx, ofProject.getKey(), ofProject.getValue()));
        }
        return done;
    }

    private Uni<Void> complete(RecordedTransaction tx, UUID projectId, List<AccessEvent> events) {
        return traces.of(tx, projectId, events)
                .map(found -> Changes.of(projectId, events, found))
                .chain(changes -> changes.isEmpty() ? Uni.createFrom().voidItem() : append(tx, projectId, changes));
    }

    private Uni<Void> append(RecordedTransaction tx, UUID projectId, List<Change> changes) {
        tx.afterCommit(relay::nudge);
        return store.append(tx, projectId, changes);
    }
}
