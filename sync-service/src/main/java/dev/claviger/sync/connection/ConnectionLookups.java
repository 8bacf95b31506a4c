package dev.claviger.sync.connection;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.right.Attempts;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Showing connections. */
@ApplicationScoped
class ConnectionLookups {
    private static final String LISTED = "get-app-connections";
    private static final String LISTED_USABLE = "get-available-app-connections-details";
    private static final String SHOWN = "get-app-connection";

    private final CurrentRequest current;
    private final ConnectionStore store;
    private final ConnectionDoor door;
    private final Attempts attempts;
    private final Clock clock;

    ConnectionLookups(
            CurrentRequest current, ConnectionStore store, ConnectionDoor door, Attempts attempts, Clock clock) {
        this.current = current;
        this.store = store;
        this.door = door;
        this.attempts = attempts;
        this.clock = clock;
    }

    /** Those of a project, or those of the organisation itself. */
    Uni<ConnectionView.All> list(@Nullable App app, @Nullable String project) {
        @Nullable UUID projectId = projectId(project);
        AccessEvent event = current.event(LISTED).in(projectId, null, null);
        return attempts.recorded(
                event,
                () -> door.require(ConnectionDoor.READ, projectId)
                        .chain(() -> store.list(current.caller().orgId(), projectId, app))
                        .chain(found -> door.reached(ConnectionDoor.READ, found))
                        .map(found -> new ConnectionView.All(found.stream()
                                .map(each -> ConnectionView.of(each, clock.instant()))
                                .toList())));
    }

    /** Those of the organisation and of the project, as far as the caller may use them. */
    Uni<ConnectionView.AllUsable> usable(App app, @Nullable String project) {
        @Nullable UUID projectId = projectId(project);
        AccessEvent event =
                current.event(LISTED_USABLE).in(projectId, null, null).with("app", app.slug());
        return attempts.recorded(
                event,
                () -> usable(app, (UUID) null)
                        .chain(own -> projectId == null
                                ? Uni.createFrom().item(own)
                                : usable(app, projectId).map(those -> joined(own, those)))
                        .map(ConnectionView.AllUsable::new));
    }

    private Uni<List<ConnectionView.Usable>> usable(App app, @Nullable UUID projectId) {
        return door.may(ConnectionDoor.CONNECT, projectId)
                .chain(may -> may
                        ? store.list(current.caller().orgId(), projectId, app)
                        : Uni.createFrom().item(List.<Connection>of()))
                .chain(found -> door.reached(ConnectionDoor.CONNECT, found))
                .map(found -> found.stream().map(ConnectionView::usable).toList());
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    Uni<ConnectionView.One> show(App app, UUID id) {
        AccessEvent event = current.event(SHOWN).with("connectionId", id).with("app", app.slug());
        return attempts.recorded(
                event,
                () -> door.find(app, id)
                        .call(found -> door.require(ConnectionDoor.READ, found))
                        .map(this::view));
    }

    Uni<ConnectionView.One> showByName(App app, String name, @Nullable String project) {
        @Nullable UUID projectId = projectId(project);
        AccessEvent event = current.event(SHOWN).in(projectId, null, null).with("app", app.slug());
        return attempts.recorded(
                event,
                () -> door.require(ConnectionDoor.READ, projectId)
                        .chain(() -> store.findByName(current.caller().orgId(), projectId, name))
                        .map(found -> found.filter(each -> each.app() == app).orElseThrow(ConnectionNotFound::new))
                        .call(found -> door.require(ConnectionDoor.READ, found))
                        .map(this::view));
    }

    private ConnectionView.One view(Connection connection) {
        return new ConnectionView.One(ConnectionView.of(connection, clock.instant()));
    }

    private static @Nullable UUID projectId(@Nullable String project) {
        if (project == null || project.isBlank()) {
            return null;
        }
        Validation valid = new Validation();
        UUID id = valid.id("projectId", project);
        valid.done();
        return id;
    }
}
