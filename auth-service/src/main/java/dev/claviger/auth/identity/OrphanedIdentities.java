package dev.claviger.auth.identity;

import dev.claviger.auth.project.ProjectEndEvents;
import dev.claviger.auth.project.ProjectEndListener;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Deletes the identities of a project that was deleted, also those with delete protection: there is nothing left that they could do. */
@ApplicationScoped
class OrphanedIdentities implements ProjectEndListener {
    private final IdentityStore store;
    private final Identities identities;
    private final Outbox outbox;
    private final ProjectEndEvents events;

    OrphanedIdentities(IdentityStore store, Identities identities, Outbox outbox, ProjectEndEvents events) {
        this.store = store;
        this.identities = identities;
        this.outbox = outbox;
        this.events = events;
    }

    @Override
    public Uni<Void> ended(UUID orgId, UUID projectId) {
        return outbox.transaction(tx -> store.ofProject(tx, orgId, projectId).chain(all -> delete(tx, all)));
    }

    /** One after the other: they share one connection. */
    private Uni<Void> delete(RecordedTransaction tx, List<Identity> orphans) {
        Uni<Void> deleted = Uni.createFrom().voidItem();
        for (Identity orphan : orphans) {
            deleted = deleted.invoke(() -> tx.record(event(orphan))).chain(() -> identities.delete(tx, orphan));
        }
        return deleted;
    }

    private AccessEvent event(Identity orphan) {
        AccessEvent event =
                events.event("delete-identity", orphan.id(), orphan.orgId()).in(orphan.projectId(), null, null);
        return IdentityAdministration.described(event, orphan);
    }
}
