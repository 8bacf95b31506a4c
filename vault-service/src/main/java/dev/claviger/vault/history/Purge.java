package dev.claviger.vault.history;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.project.Projects;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Destroys what deleted secrets held when the time to bring them back is over. The project is locked meanwhile, so that none is brought
 * back and destroyed at once; several replicas may do it, the second one finds nothing left.
 */
@ApplicationScoped
class Purge {
    private static final Origin ORIGIN = new Origin("", "", "", "purge");

    private final DeletedStore store;
    private final Projects projects;
    private final HistoryConfig config;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;
    private final PeriodicTask timer = new PeriodicTask("purge of deleted secrets");

    private record Owner(UUID orgId, UUID projectId) {}

    Purge(DeletedStore store, Projects projects, HistoryConfig config, Outbox outbox, Ids ids, Clock clock) {
        this.store = store;
        this.projects = projects;
        this.config = config;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        timer.startLater(config.purgeEvery(), this::run);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    /** Until nothing is overdue. */
    Uni<Void> run() {
        return store.overdue(clock.instant().minus(config.undeleteWindow()), config.purgeBatch())
                .chain(overdue -> overdue.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : destroy(overdue).chain(this::run));
    }

    private Uni<Void> destroy(List<DeletedStore.Overdue> overdue) {
        Map<Owner, List<UUID>> byProject = overdue.stream()
                .collect(Collectors.groupingBy(
                        one -> new Owner(one.orgId(), one.projectId()),
                        LinkedHashMap::new,
                        Collectors.mapping(DeletedStore.Overdue::secretId, Collectors.toList())));
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Map.Entry<Owner, List<UUID>> project : byProject.entrySet()) {
            done = done.chain(() -> outbox.transaction(tx -> destroy(tx, project.getKey(), project.getValue())));
        }
        return done;
    }

    private Uni<Void> destroy(RecordedTransaction tx, Owner owner, List<UUID> secretIds) {
        return projects.bump(tx, owner.projectId())
                .chain(() -> store.destroy(tx, secretIds))
                .invoke(versions -> tx.record(event(owner, secretIds.size(), versions)))
                .replaceWithVoid();
    }

    private AccessEvent event(Owner owner, int secrets, int versions) {
        return AccessEvent.begin(ids.next(), clock.instant(), "purge-deleted-secrets", ORIGIN)
                .by(Actor.PLATFORM, owner.orgId(), Provenance.NONE)
                .in(owner.projectId(), null, null)
                .with("numberOfSecrets", secrets)
                .with("versions", versions);
    }
}
