package dev.claviger.auth.servicetoken;

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

/** Deletes the service tokens of a project that was deleted; nobody else could, without the rights in the project. */
@ApplicationScoped
class OrphanedTokens implements ProjectEndListener {
    private final ServiceTokenStore store;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;

    OrphanedTokens(ServiceTokenStore store, Outbox outbox, Ids ids, Clock clock) {
        this.store = store;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
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
        Origin nobody = new Origin(orphan.id().toString(), "", "", "");
        AccessEvent event = AccessEvent.begin(ids.next(), clock.instant(), "delete-service-token", nobody)
                .by(Actor.PLATFORM, orphan.orgId(), Provenance.NONE)
                .with("because", "the project was deleted");
        return ServiceTokenAdministration.described(event, orphan);
    }
}
