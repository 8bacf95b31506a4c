package dev.claviger.sync.secretsync;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.sync.connection.App;
import dev.claviger.sync.connection.Connection;
import dev.claviger.sync.connection.ConnectionDoor;
import dev.claviger.sync.connection.GitLabAccess;
import dev.claviger.sync.job.JobKind;
import dev.claviger.sync.job.JobStates;
import dev.claviger.sync.job.JobStore;
import dev.claviger.sync.right.Attempts;
import dev.claviger.sync.vault.Source;
import dev.claviger.sync.vault.SourceClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Making, changing and deleting syncs. */
@ApplicationScoped
class Syncs {
    private static final String CREATED = "create-secret-sync";
    private static final String UPDATED = "update-secret-sync";
    private static final String DELETED = "delete-secret-sync";

    private final CurrentRequest current;
    private final SyncStore store;
    private final SyncDoor door;
    private final ConnectionDoor connections;
    private final SourceClient sources;
    private final JobStore jobs;
    private final Attempts attempts;
    private final Outbox outbox;
    private final Clock clock;
    private final Ids ids;

    Syncs(
            CurrentRequest current,
            SyncStore store,
            SyncDoor door,
            ConnectionDoor connections,
            SourceClient sources,
            JobStore jobs,
            Attempts attempts,
            Outbox outbox,
            Clock clock,
            Ids ids) {
        this.current = current;
        this.store = store;
        this.door = door;
        this.connections = connections;
        this.sources = sources;
        this.jobs = jobs;
        this.attempts = attempts;
        this.outbox = outbox;
        this.clock = clock;
        this.ids = ids;
    }

    Uni<SyncView.One> create(SyncWish wish) {
        Validation valid = new Validation();
        String name = wish.checkedName(valid);
        @Nullable String description = wish.checkedDescription(valid);
        UUID projectId = wish.checkedProject(valid);
        UUID connectionId = wish.checkedConnection(valid);
        String environment = wish.checkedEnvironment(valid);
        String path = wish.checkedPath(valid);
        SyncOptions options = wish.checkedOptions(valid);
        GitLabTarget target = wish.checkedTarget(valid);
        valid.done();
        UUID id = ids.nextPublic();
        AccessEvent event = current.event(CREATED)
                .in(projectId, environment, path)
                .with("syncId", id)
                .with("name", name)
                .with("destination", SyncDoor.GITLAB)
                .with("connectionId", connectionId);
        return attempts.tried(
                        event,
                        () -> door.require(projectId, environment, path, SyncDoor.CREATE)
                                .chain(() -> connections.usable(App.GITLAB, connectionId, projectId))
                                .chain(connection -> source(projectId, environment, path)
                                        .map(source -> new SyncDefinition(
                                                id,
                                                current.caller().orgId(),
                                                name,
                                                description,
                                                connectionId,
                                                connection.name(),
                                                key(connection, target),
                                                target,
                                                options,
                                                !Boolean.FALSE.equals(wish.isAutoSyncEnabled()),
                                                source,
                                                1,
                                                now(),
                                                now(),
                                                JobStates.NONE)))
                                .call(made -> outbox.transaction(tx -> store.insert(tx, made)
                                        .call(() -> ask(tx, made))
                                        .invoke(() -> tx.record(event))))
                                .chain(made -> store.find(made.orgId(), id)))
                .map(found -> SyncView.one(found.orElseThrow(SyncNotFound::new)));
    }

    private Uni<Source> source(UUID projectId, String environment, String path) {
        return sources.find(projectId, environment, path, current.bearer(), current.origin());
    }

    private static String key(Connection connection, GitLabTarget target) {
        return target.key(GitLabAccess.instance(connection));
    }

    Uni<SyncView.One> update(String id, SyncWish wish) {
        UUID syncId = SyncLookups.id(id);
        AccessEvent event = current.event(UPDATED).with("syncId", syncId).with("destination", SyncDoor.GITLAB);
        return attempts.tried(
                event,
                () -> door.find(syncId, SyncDoor.EDIT)
                        .chain(before -> changed(before, wish)
                                .call(changed -> outbox.transaction(tx -> requireLeft(tx, before, changed)
                                        .chain(() -> store.update(tx, changed))
                                        .invoke(Syncs::requireOurs)
                                        .call(() -> ask(tx, changed))
                                        .invoke(() -> tx.record(placed(event, changed))))))
                        .chain(changed -> store.find(changed.orgId(), syncId))
                        .map(found -> SyncView.one(found.orElseThrow(SyncNotFound::new))));
    }

    /** What is kept in step by itself begins with it at once. */
    private Uni<Void> ask(RecordedTransaction tx, SyncDefinition sync) {
        return sync.isAutoSyncEnabled()
                ? jobs.callOffOpposites(tx, sync.id(), JobKind.SYNC)
                        .chain(() -> jobs.ask(tx, sync.id(), JobKind.SYNC, ids.nextPublic()))
                        .replaceWithVoid()
                : jobs.cancel(tx, sync.id(), JobKind.SYNC, false);
    }

    /** What it has written where it wrote before would stay there for ever. */
    private Uni<Void> requireLeft(RecordedTransaction tx, SyncDefinition before, SyncDefinition changed) {
        boolean stays = before.place().equals(changed.place());
        return stays
                ? Uni.createFrom().voidItem()
                : store.isBoundElsewhere(tx, before.id(), changed.place())
                        .invoke(isBound -> {
                            if (isBound) {
                                throw new PlaceInUse();
                            }
                        })
                        .replaceWithVoid();
    }

    private static void requireOurs(boolean isOurs) {
        if (!isOurs) {
            throw new SyncChanged();
        }
    }

    /** A source that is another one, or a connection, takes the same rights as for a new sync. */
    private Uni<SyncDefinition> changed(SyncDefinition before, SyncWish wish) {
        Validation valid = new Validation();
        String name = wish.name() == null ? before.name() : wish.checkedName(valid);
        @Nullable
        String description = wish.description() == null ? before.description() : wish.checkedDescription(valid);
        UUID connectionId = wish.connectionId() == null ? before.connectionId() : wish.checkedConnection(valid);
        String environment =
                wish.environment() == null ? before.source().environmentSlug() : wish.checkedEnvironment(valid);
        String path = wish.secretPath() == null ? before.source().path() : wish.checkedPath(valid);
        SyncOptions options = wish.syncOptions() == null ? before.options() : wish.checkedOptions(valid);
        GitLabTarget target = wish.destinationConfig() == null ? before.target() : wish.checkedTarget(valid);
        valid.check(
                wish.projectId() == null
                        || wish.projectId().equals(before.projectId().toString()),
                "projectId",
                "Cannot be changed. Make another sync");
        valid.done();
        boolean isAuto = Objects.requireNonNullElse(wish.isAutoSyncEnabled(), before.isAutoSyncEnabled());
        return connections
                .usable(App.GITLAB, connectionId, before.projectId())
                .chain(connection -> sourceAfter(before, environment, path)
                        .map(source -> new SyncDefinition(
                                before.id(),
                                before.orgId(),
                                name,
                                description,
                                connectionId,
                                connection.name(),
                                key(connection, target),
                                target,
                                options,
                                isAuto,
                                source,
                                before.version(),
                                before.createdAt(),
                                now(),
                                before.jobs())));
    }

    private Uni<Source> sourceAfter(SyncDefinition before, String environment, String path) {
        boolean stays = environment.equals(before.source().environmentSlug())
                && path.equals(before.source().path());
        return stays
                ? Uni.createFrom().item(before.source())
                : door.require(before.projectId(), environment, path, SyncDoor.CREATE)
                        .chain(() -> source(before.projectId(), environment, path));
    }

    /** What was written stays at the other side, or is removed by a run first, with which the sync goes. */
    Uni<SyncView.One> delete(String id, boolean removing) {
        UUID syncId = SyncLookups.id(id);
        AccessEvent event = current.event(DELETED)
                .with("syncId", syncId)
                .with("destination", SyncDoor.GITLAB)
                .with("removeSecrets", removing);
        return attempts.tried(
                event,
                () -> door.find(syncId, SyncDoor.DELETE)
                        .call(found -> removing
                                ? door.require(found, SyncDoor.REMOVE)
                                : Uni.createFrom().voidItem())
                        .call(found -> outbox.transaction(tx -> (removing ? end(tx, syncId) : store.delete(tx, syncId))
                                .invoke(() -> tx.record(placed(event, found)))))
                        .chain(found -> store.find(found.orgId(), syncId).map(left -> left.orElse(found)))
                        .map(SyncView::one));
    }

    private Uni<Void> end(RecordedTransaction tx, UUID syncId) {
        return store.pause(tx, syncId)
                .chain(() -> jobs.callOffOpposites(tx, syncId, JobKind.REMOVE))
                .chain(() -> store.end(tx, syncId))
                .chain(() -> jobs.ask(tx, syncId, JobKind.REMOVE, ids.nextPublic()))
                .replaceWithVoid();
    }

    /**
     * Whether another sync of the organisation writes to the same place, in whatever project. Terraform names no connection, and so no
     * instance: it is told of syncs of its project to the same number at any of them.
     */
    Uni<SyncView.Duplicate> duplicate(DestinationCheck check) {
        Validation valid = new Validation();
        UUID projectId = valid.id("projectId", check.projectId());
        @Nullable UUID connectionId = optionalId(valid, "connectionId", check.connectionId());
        @Nullable UUID except = optionalId(valid, "excludeSyncId", check.excludeSyncId());
        GitLabTarget target = new SyncWish(null, null, null, null, null, null, null, null, check.destinationConfig())
                .checkedTarget(valid);
        valid.done();
        AccessEvent event = current.event("get-secret-syncs").in(projectId, null, null);
        return attempts.recorded(
                event,
                () -> (connectionId == null
                                ? sameNumber(projectId, target, except)
                                : samePlace(projectId, target, except, connectionId))
                        .map(found -> new SyncView.Duplicate(
                                found.isPresent(),
                                found.map(SyncDefinition::projectId).orElse(null))));
    }

    private static @Nullable UUID optionalId(Validation valid, String field, @Nullable String given) {
        return given == null || given.isBlank() ? null : valid.id(field, given);
    }

    private Uni<Optional<SyncDefinition>> samePlace(
            UUID projectId, GitLabTarget target, @Nullable UUID except, UUID connectionId) {
        return connections
                .usable(App.GITLAB, connectionId, projectId)
                .chain(connection ->
                        store.findByDestination(current.caller().orgId(), key(connection, target), except, projectId));
    }

    private Uni<Optional<SyncDefinition>> sameNumber(UUID projectId, GitLabTarget target, @Nullable UUID except) {
        return door.requireInProject(projectId, SyncDoor.READ)
                .chain(() -> store.findByNumber(current.caller().orgId(), target.key(""), except, projectId));
    }

    /** What is to be checked. */
    record DestinationCheck(
            @Nullable GitLabTarget destinationConfig,
            @Nullable String projectId,
            @Nullable String excludeSyncId,
            @Nullable String connectionId) {}

    private static AccessEvent placed(AccessEvent event, SyncDefinition sync) {
        return event.in(
                        sync.projectId(),
                        sync.source().environmentSlug(),
                        sync.source().path())
                .with("name", sync.name());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
