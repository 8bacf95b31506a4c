package dev.claviger.sync.secretsync;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.right.Attempts;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Showing syncs. */
@ApplicationScoped
class SyncLookups {
    private static final String LISTED = "get-secret-syncs";
    private static final String SHOWN = "get-secret-sync";

    private final CurrentRequest current;
    private final SyncStore store;
    private final SyncDoor door;
    private final Attempts attempts;

    SyncLookups(CurrentRequest current, SyncStore store, SyncDoor door, Attempts attempts) {
        this.current = current;
        this.store = store;
        this.door = door;
        this.attempts = attempts;
    }

    /** As far as the caller may read them. */
    Uni<SyncView.All> list(@Nullable String project) {
        UUID projectId = projectId(project);
        AccessEvent event = current.event(LISTED).in(projectId, null, null);
        return attempts.recorded(
                event,
                () -> door.mayReadAll(projectId)
                        .chain(all -> store.list(current.caller().orgId(), projectId)
                                .chain(found -> all ? Uni.createFrom().item(found) : readable(found)))
                        .map(found -> new SyncView.All(
                                found.stream().map(SyncView::of).toList())));
    }

    private Uni<List<SyncDefinition>> readable(List<SyncDefinition> found) {
        return Multi.createFrom()
                .iterable(found)
                .select()
                .when(door::mayRead)
                .collect()
                .asList();
    }

    Uni<SyncView.One> show(String id) {
        UUID syncId = id(id);
        AccessEvent event = current.event(SHOWN).with("syncId", syncId);
        return attempts.recorded(event, () -> door.find(syncId, SyncDoor.READ).map(SyncView::one));
    }

    Uni<SyncView.One> showByName(String name, @Nullable String project) {
        UUID projectId = projectId(project);
        AccessEvent event = current.event(SHOWN).in(projectId, null, null).with("name", name);
        return attempts.recorded(
                event,
                () -> store.findByName(current.caller().orgId(), projectId, name)
                        .map(found -> found.orElseThrow(SyncNotFound::new))
                        .call(found -> door.require(found, SyncDoor.READ))
                        .map(SyncView::one));
    }

    static UUID id(String text) {
        Validation valid = new Validation();
        UUID id = valid.id("syncId", text);
        valid.done();
        return id;
    }

    private static UUID projectId(@Nullable String project) {
        Validation valid = new Validation();
        UUID id = valid.id("projectId", project);
        valid.done();
        return id;
    }
}
