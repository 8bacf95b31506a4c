package dev.claviger.auth.identity;

import dev.claviger.auth.project.ProjectEndListener;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** Deletes the identities of a project that was deleted, also those with delete protection: there is nothing left that they could do. */
@ApplicationScoped
class OrphanedIdentities implements ProjectEndListener {
    private final IdentityStore store;
    private final Identities identities;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;

    OrphanedIdentities(IdentityStore store, Identities identities, Outbox outbox, Ids ids, Clock clock) {
        this.store = store;
        this.identities = identities;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
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
        Origin nobody = new Origin(orphan.id().toString(), "", "", "");
        AccessEvent event = AccessEvent.begin(ids.next(), clock.instant(), "delete-identity", nobody)
                .by(Actor.PLATFORM, orphan.orgId(), Provenance.NONE)
                .in(orphan.projectId(), null, null)
                .with("because", "the project was deleted");
        return IdentityAdministration.described(event, orphan);
    }
}
