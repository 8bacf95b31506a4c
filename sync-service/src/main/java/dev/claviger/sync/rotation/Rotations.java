package dev.claviger.sync.rotation;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.connection.App;
import dev.claviger.sync.connection.Connection;
import dev.claviger.sync.connection.ConnectionDoor;
import dev.claviger.sync.right.Attempts;
import dev.claviger.sync.rotating.RotateAt;
import dev.claviger.sync.rotating.RotationEvents;
import dev.claviger.sync.rotating.RotationNotFound;
import dev.claviger.sync.rotating.RotationRuns;
import dev.claviger.sync.rotating.RotationStore;
import dev.claviger.sync.rotating.SecretRotation;
import dev.claviger.sync.rotating.SecretRotation.LastRotation;
import dev.claviger.sync.rotationtarget.RotationKind;
import dev.claviger.sync.rotationtarget.RotationParameters;
import dev.claviger.sync.vault.SourceClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Making, changing and deleting rotations, and rotating by hand. */
@ApplicationScoped
class Rotations {
    private static final String CREATED = "create-secret-rotation";
    private static final String UPDATED = "update-secret-rotation";
    private static final String DELETED = "delete-secret-rotation";

    private final CurrentRequest current;
    private final RotationStore store;
    private final RotationRuns runs;
    private final RotationDoor door;
    private final ConnectionDoor connections;
    private final SourceClient sources;
    private final Attempts attempts;
    private final Clock clock;
    private final Ids ids;

    Rotations(
            CurrentRequest current,
            RotationStore store,
            RotationRuns runs,
            RotationDoor door,
            ConnectionDoor connections,
            SourceClient sources,
            Attempts attempts,
            Clock clock,
            Ids ids) {
        this.current = current;
        this.store = store;
        this.runs = runs;
        this.door = door;
        this.connections = connections;
        this.sources = sources;
        this.attempts = attempts;
        this.clock = clock;
        this.ids = ids;
    }

    /** Answers when the first credential is in the secrets; when that fails nothing stays behind. */
    Uni<RotationView.One> create(RotationKind kind, RotationWish wish) {
        Validation valid = new Validation();
        String name = wish.checkedName(valid);
        @Nullable String description = wish.checkedDescription(valid);
        UUID projectId = wish.checkedProject(valid);
        @Nullable UUID connectionId = wish.checkedConnection(valid, kind);
        String environment = wish.checkedEnvironment(valid);
        String path = wish.checkedPath(valid);
        int interval = wish.checkedInterval(valid);
        RotateAt time = wish.checkedTime(valid);
        RotationParameters parameters = wish.checkedParameters(valid, kind, interval);
        Map<String, String> mapping = wish.checkedMapping(valid, kind);
        valid.done();
        UUID id = ids.nextPublic();
        AccessEvent event = current.event(CREATED)
                .in(projectId, environment, path)
                .with("rotationId", id)
                .with("name", name)
                .with("type", kind.slug());
        return attempts.tried(
                event,
                () -> door.require(projectId, environment, path, RotationDoor.CREATE)
                        .chain(() -> connection(kind, connectionId, projectId))
                        .chain(connection -> sources.find(
                                        projectId, environment, path, current.bearer(), current.origin())
                                .map(source -> new SecretRotation(
                                        id,
                                        current.caller().orgId(),
                                        kind,
                                        name,
                                        description,
                                        connectionId,
                                        connection.map(Connection::name).orElse(null),
                                        parameters,
                                        mapping,
                                        source,
                                        Set.of(),
                                        !Boolean.FALSE.equals(wish.isAutoRotationEnabled()),
                                        interval,
                                        time,
                                        0,
                                        1,
                                        now(),
                                        now(),
                                        LastRotation.NONE)))
                        .call(made -> runs.make(made, event))
                        .chain(this::shown));
    }

    private Uni<Optional<Connection>> connection(RotationKind kind, @Nullable UUID id, UUID projectId) {
        @Nullable App app = kind.app();
        return app == null || id == null
                ? Uni.createFrom().item(Optional.empty())
                : connections.usable(app, id, projectId).map(Optional::of);
    }

    private Uni<RotationView.One> shown(SecretRotation rotation) {
        return store.find(rotation.orgId(), rotation.id())
                .map(found -> RotationView.one(found.orElseThrow(RotationNotFound::new)));
    }

    /** Another name for a secret is given to it at once; another connection, and other parameters, count from the next rotation on. */
    Uni<RotationView.One> update(RotationKind kind, String id, RotationWish wish) {
        UUID rotationId = RotationDoor.id("rotationId", id);
        AccessEvent event = current.event(UPDATED).with("rotationId", rotationId);
        return attempts.tried(
                event,
                () -> door.find(kind, rotationId, RotationDoor.EDIT)
                        .chain(before -> changed(before, wish)
                                .call(changed -> runs.change(before, changed, RotationEvents.about(event, changed))))
                        .chain(this::shown));
    }

    private Uni<SecretRotation> changed(SecretRotation before, RotationWish wish) {
        RotationKind kind = before.kind();
        Validation valid = new Validation();
        String name = wish.name() == null ? before.name() : wish.checkedName(valid);
        @Nullable
        String description = wish.description() == null ? before.description() : wish.checkedDescription(valid);
        @Nullable
        UUID connectionId = wish.connectionId() == null ? before.connectionId() : wish.checkedConnection(valid, kind);
        int interval = wish.rotationInterval() == null ? before.interval() : wish.checkedInterval(valid);
        RotateAt time = wish.rotateAtUtc() == null ? before.rotateAt() : wish.checkedTime(valid);
        RotationParameters parameters =
                wish.parameters() == null ? before.parameters() : wish.checkedParameters(valid, kind, interval);
        if (wish.parameters() == null) {
            parameters.check(valid, kind, interval);
        }
        Map<String, String> mapping =
                wish.secretsMapping() == null ? before.mapping() : wish.checkedMapping(valid, kind);
        boolean isAuto = Optional.ofNullable(wish.isAutoRotationEnabled()).orElse(before.isAuto());
        valid.check(
                parameters.sameTarget(before.parameters()),
                "parameters",
                "The logins, or the owner of tokens, cannot be changed. Make another rotation");
        valid.check(isAbsentOr(wish.projectId(), before.projectId().toString()), "projectId", "Cannot be changed");
        valid.check(
                isAbsentOr(wish.environment(), before.source().environmentSlug()), "environment", "Cannot be changed");
        valid.check(isAbsentOr(wish.secretPath(), before.source().path()), "secretPath", "Cannot be changed");
        valid.done();
        return connection(kind, connectionId, before.projectId())
                .call(connection -> requireSamePlace(before, connection))
                .map(connection -> new SecretRotation(
                        before.id(),
                        before.orgId(),
                        kind,
                        name,
                        description,
                        connectionId,
                        connection.map(Connection::name).orElse(null),
                        parameters,
                        mapping,
                        before.source(),
                        before.secretIds(),
                        isAuto,
                        interval,
                        time,
                        before.activeIndex(),
                        before.version(),
                        before.createdAt(),
                        now(),
                        before.last()));
    }

    private Uni<Void> requireSamePlace(SecretRotation before, Optional<Connection> after) {
        @Nullable UUID id = before.connectionId();
        return id == null || after.isEmpty() || after.get().id().equals(id)
                ? Uni.createFrom().voidItem()
                : connections
                        .stored(before.orgId(), id)
                        .invoke(present -> {
                            if (!present.place().equals(after.get().place())) {
                                throw new PlaceFixed();
                            }
                        })
                        .replaceWithVoid();
    }

    private static boolean isAbsentOr(@Nullable String wanted, String present) {
        return wanted == null || wanted.isBlank() || wanted.equals(present);
    }

    /** Answers when the new credential is in the secrets. */
    Uni<RotationView.One> rotate(RotationKind kind, String id) {
        UUID rotationId = RotationDoor.id("rotationId", id);
        AccessEvent event = current.event(RotationEvents.ROTATED).with("rotationId", rotationId);
        return attempts.tried(
                event,
                () -> door.find(kind, rotationId, RotationDoor.ROTATE)
                        .call(found -> runs.rotate(found, event))
                        .chain(this::shown));
    }

    /** The secrets stay as ordinary ones unless they are to go; the logins keep their passwords unless those are to be revoked. */
    Uni<RotationView.One> delete(RotationKind kind, String id, boolean deletingSecrets, boolean revoking) {
        UUID rotationId = RotationDoor.id("rotationId", id);
        AccessEvent event = current.event(DELETED)
                .with("rotationId", rotationId)
                .with("deleteSecrets", deletingSecrets)
                .with("revokeGeneratedCredentials", revoking);
        return attempts.tried(
                event,
                () -> door.findToDelete(kind, rotationId)
                        .call(found -> runs.end(found, deletingSecrets, revoking, RotationEvents.about(event, found)))
                        .map(RotationView::one));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
