package dev.claviger.auth.servicetoken;

import dev.claviger.auth.project.ProjectEndEvents;
import dev.claviger.auth.project.ProjectEndListener;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Deletes the service tokens of a project that was deleted; nobody else could, without the rights in the project. */
@ApplicationScoped
class OrphanedTokens implements ProjectEndListener {
    private final ServiceTokenStore store;
    private final Outbox outbox;
    private final ProjectEndEvents events;

    OrphanedTokens(ServiceTokenStore store, Outbox outbox, ProjectEndEvents events) {
        this.store = store;
        this.outbox = outbox;
        this.events = events;
    }

    @Override
    public Uni<Void> ended(UUID orgId, UUID projectId) {
        return outbox.transaction(tx -> store.list(tx, orgId, projectId).chain(all -> delete(tx, all)));
    }

    private Uni<Void> delete(RecordedTransaction tx, List<ServiceToken> orphans) {
        Uni<Void> deleted = Uni.createFrom().voidItem();
        for (ServiceToken orphan : orphans) {
            deleted = deleted.chain(() -> store.delete(tx, orphan.orgId(), orphan.id()))
                    .invoke(gone -> {
                        if (gone) {
                            tx.record(event(orphan));
                        }
                    })
                    .replaceWithVoid();
        }
        return deleted;
    }

    private AccessEvent event(ServiceToken orphan) {
        return ServiceTokenAdministration.described(
                events.event("delete-service-token", orphan.id(), orphan.orgId()), orphan);
    }
}
