package dev.claviger.sync.connection;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.sync.right.Attempts;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Making, changing and deleting connections. Credentials are kept only after the other side has taken them. */
@ApplicationScoped
class Connections {
    private static final String CREATED = "create-app-connection";
    private static final String UPDATED = "update-app-connection";
    private static final String DELETED = "delete-app-connection";

    private final CurrentRequest current;
    private final ConnectionStore store;
    private final ConnectionSeal seal;
    private final ConnectionChecks checks;
    private final ConnectionDoor door;
    private final Attempts attempts;
    private final Outbox outbox;
    private final Clock clock;
    private final Ids ids;

    Connections(
            CurrentRequest current,
            ConnectionStore store,
            ConnectionSeal seal,
            ConnectionChecks checks,
            ConnectionDoor door,
            Attempts attempts,
            Outbox outbox,
            Clock clock,
            Ids ids) {
        this.current = current;
        this.store = store;
        this.seal = seal;
        this.checks = checks;
        this.door = door;
        this.attempts = attempts;
        this.outbox = outbox;
        this.clock = clock;
        this.ids = ids;
    }

    Uni<ConnectionView.One> create(App app, ConnectionWish wish) {
        Validation valid = new Validation();
        String name = wish.checkedName(valid);
        @Nullable String description = wish.checkedDescription(valid);
        @Nullable UUID projectId = wish.project(valid).orElse(null);
        String method = wish.checkedMethod(valid, app);
        Credentials given = wish.checkedCredentials(valid, app, method);
        valid.done();
        UUID id = ids.nextPublic();
        AccessEvent event = event(CREATED, projectId)
                .with("connectionId", id)
                .with("name", name)
                .with("app", app.slug())
                .with("method", method);
        return attempts.tried(
                        event,
                        () -> door.require(ConnectionDoor.CREATE, projectId)
                                .chain(() -> checks.check(app, method, given))
                                .chain(checked -> seal.seal(id, checked.credentials())
                                        .map(closed -> new Connection(
                                                id,
                                                current.caller().orgId(),
                                                projectId,
                                                app,
                                                name,
                                                description,
                                                method,
                                                checked.credentials().shown(),
                                                closed,
                                                1,
                                                1,
                                                checked.expiresAt(),
                                                now(),
                                                null,
                                                now(),
                                                now())))
                                .call(made -> outbox.transaction(
                                        tx -> store.insert(tx, made).invoke(() -> tx.record(event)))))
                .map(this::view);
    }

    Uni<ConnectionView.One> update(App app, UUID id, ConnectionWish wish) {
        AccessEvent event = event(UPDATED, null).with("connectionId", id).with("app", app.slug());
        return attempts.tried(
                        event,
                        () -> door.find(app, id)
                                .call(before -> door.require(ConnectionDoor.EDIT, before))
                                .chain(before -> changed(before, wish)
                                        .chain(changed -> outbox.transaction(tx -> requireSamePlace(tx, before, changed)
                                                .chain(() -> store.update(tx, changed))
                                                .invoke(isOurs -> requireOurs(isOurs))
                                                .invoke(() -> tx.record(event.with("name", changed.name())
                                                        .in(changed.projectId(), null, null)))))))
                .chain(() -> door.find(app, id))
                .map(this::view);
    }

    /** What was made at one place cannot be ended at another. */
    private Uni<Void> requireSamePlace(RecordedTransaction tx, Connection before, Connection changed) {
        boolean isSame = before.place().equals(changed.place());
        return isSame
                ? Uni.createFrom().voidItem()
                : store.isPlaceInUse(tx, before.id())
                        .invoke(isInUse -> {
                            if (isInUse) {
                                throw new PlaceInUse();
                            }
                        })
                        .replaceWithVoid();
    }

    private static void requireOurs(boolean isOurs) {
        if (!isOurs) {
            throw new ConnectionChanged();
        }
    }

    private Uni<Connection> changed(Connection before, ConnectionWish wish) {
        Validation valid = new Validation();
        String name = wish.name() == null ? before.name() : wish.checkedName(valid);
        @Nullable
        String description = wish.description() == null ? before.description() : wish.checkedDescription(valid);
        valid.check(
                wish.method() == null || wish.method().equals(before.method()),
                "method",
                "Cannot be changed. Make another connection");
        valid.check(
                wish.project(valid)
                        .map(project -> project.equals(before.projectId()))
                        .orElse(true),
                "projectId",
                "Cannot be changed. Make another connection");
        boolean hasNew = wish.credentials() != null;
        Credentials given = hasNew
                ? wish.checkedCredentials(valid, before.app(), before.method())
                : new Credentials(before.shown(), java.util.Map.of());
        valid.done();
        Connection renamed = with(before, name, description);
        return hasNew ? withCredentials(renamed, given) : Uni.createFrom().item(renamed);
    }

    /** The same credentials once more are no new version. All of them are given together, so that no stored token reaches another host. */
    private Uni<Connection> withCredentials(Connection before, Credentials given) {
        return checks.check(before.app(), before.method(), given)
                .chain(checked -> seal.open(before)
                        .chain(old -> seal.seal(before.id(), checked.credentials())
                                .map(closed -> new Connection(
                                        before.id(),
                                        before.orgId(),
                                        before.projectId(),
                                        before.app(),
                                        before.name(),
                                        before.description(),
                                        before.method(),
                                        checked.credentials().shown(),
                                        closed,
                                        before.version(),
                                        before.credentialsVersion() + (old.sameAs(checked.credentials()) ? 0 : 1),
                                        checked.expiresAt(),
                                        now(),
                                        null,
                                        before.createdAt(),
                                        now()))));
    }

    private Connection with(Connection before, String name, @Nullable String description) {
        return new Connection(
                before.id(),
                before.orgId(),
                before.projectId(),
                before.app(),
                name,
                description,
                before.method(),
                before.shown(),
                before.sealed(),
                before.version(),
                before.credentialsVersion(),
                before.expiresAt(),
                before.checkedAt(),
                before.problem(),
                before.createdAt(),
                now());
    }

    Uni<ConnectionView.One> delete(App app, UUID id) {
        AccessEvent event = event(DELETED, null).with("connectionId", id).with("app", app.slug());
        return attempts.tried(
                        event,
                        () -> door.find(app, id)
                                .call(found -> door.require(ConnectionDoor.DELETE, found))
                                .call(found -> outbox.transaction(tx -> store.delete(tx, id)
                                        .invoke(() -> tx.record(
                                                event.with("name", found.name()).in(found.projectId(), null, null))))))
                .map(this::view);
    }

    /** Reads a name of the path. Fails with {@link InvalidInput}. */
    static App app(String slug) {
        return App.bySlug(slug).orElseThrow(() -> InvalidInput.of("app", "Must be gitlab or postgres"));
    }

    static UUID id(String text) {
        Validation valid = new Validation();
        UUID id = valid.id("connectionId", text);
        valid.done();
        return id;
    }

    private AccessEvent event(String name, @Nullable UUID projectId) {
        return current.event(name).in(projectId, null, null);
    }

    private ConnectionView.One view(Connection connection) {
        return new ConnectionView.One(ConnectionView.of(connection, clock.instant()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
