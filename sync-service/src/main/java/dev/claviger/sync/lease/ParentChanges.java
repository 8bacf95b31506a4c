package dev.claviger.sync.lease;

import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.sync.lease.DoomStore.Orphan;
import dev.claviger.sync.trigger.ChangeListener;
import dev.claviger.sync.trigger.VaultChange;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** What becomes of dynamic secrets when their folder, environment or project is renamed or gone. The same change twice does no harm. */
@ApplicationScoped
class ParentChanges implements ChangeListener {
    private final DoomStore store;
    private final LeaseEvents events;
    private final EndLoop loop;
    private final Outbox outbox;

    ParentChanges(DoomStore store, LeaseEvents events, EndLoop loop, Outbox outbox) {
        this.store = store;
        this.events = events;
        this.loop = loop;
        this.outbox = outbox;
    }

    @Override
    public Uni<Void> heard(VaultChange change) {
        UUID project = change.projectId();
        return switch (change.kind()) {
            case "project:delete" -> doom("the project was deleted", tx -> store.withoutProject(tx, project));
            case "environment:delete" ->
                each(
                        change.environment(),
                        slug -> doom(
                                "the environment was deleted",
                                tx -> store.withoutEnvironment(tx, project, slug, change.time())));
            case "folder:delete" ->
                each(
                        change.folderId(),
                        folder -> doom("the folder was deleted", tx -> store.withoutFolder(tx, project, folder)));
            case "environment:update" ->
                each(
                        change.environmentId(),
                        id -> each(change.environment(), slug -> store.renameEnvironment(project, id, slug)));
            case "folder:update" ->
                each(change.folderId(), id -> each(change.folderPath(), path -> store.renameFolder(project, id, path)));
            default -> Uni.createFrom().voidItem();
        };
    }

    private static <T> Uni<Void> each(Optional<T> part, Function<T, Uni<Void>> work) {
        return part.map(work).orElseGet(() -> Uni.createFrom().voidItem());
    }

    Uni<Void> doom(String why, Function<RecordedTransaction, Uni<List<Orphan>>> work) {
        return outbox.transaction(tx -> work.apply(tx).invoke(found -> {
                    found.forEach(orphan -> tx.record(events.removed(orphan, why)));
                    tx.afterCommit(loop::look);
                }))
                .replaceWithVoid();
    }

    /** One whose folder somebody has looked for in vain. */
    Uni<Void> gone(UUID id) {
        return doom("its folder is not there any more", tx -> store.without(tx, id));
    }
}
