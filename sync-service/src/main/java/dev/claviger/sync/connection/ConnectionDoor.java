package dev.claviger.sync.connection;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.sync.right.Right;
import dev.claviger.sync.right.Rights;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The way to a connection for the caller of a request. */
@ApplicationScoped
public class ConnectionDoor {
    static final String READ = "read";
    static final String CREATE = "create";
    static final String EDIT = "edit";
    static final String DELETE = "delete";
    static final String CONNECT = "connect";
    private static final String SUBJECT = "app-connections";

    private final CurrentRequest current;
    private final ConnectionStore store;
    private final Rights rights;

    ConnectionDoor(CurrentRequest current, ConnectionStore store, Rights rights) {
        this.current = current;
        this.store = store;
        this.rights = rights;
    }

    /** One of the caller's organisation. Fails with {@link ConnectionNotFound}. */
    Uni<Connection> find(App app, UUID id) {
        return store.find(current.caller().orgId(), id)
                .map(found -> found.filter(each -> each.app() == app).orElseThrow(ConnectionNotFound::new));
    }

    /** One that the caller may use for something in this project. Fails with {@link ConnectionNotFound}, and as rights are refused. */
    public Uni<Connection> usable(App app, UUID id, UUID inProject) {
        return find(app, id)
                .invoke(found -> {
                    if (found.projectId() != null && !found.projectId().equals(inProject)) {
                        throw new ConnectionNotFound();
                    }
                })
                .call(found -> require(CONNECT, found));
    }

    /** One by its id, for work that no caller is waiting for. Fails with {@link ConnectionNotFound}. */
    public Uni<Connection> stored(UUID orgId, UUID id) {
        return store.find(orgId, id).map(found -> found.orElseThrow(ConnectionNotFound::new));
    }

    /** Fails as rights are refused. */
    Uni<Void> require(String action, Connection connection) {
        return rights.require(right(action, connection));
    }

    /** Those of them to which the caller has the right. */
    Uni<List<Connection>> reached(String action, List<Connection> connections) {
        return Multi.createFrom()
                .iterable(connections)
                .onItem()
                .transformToUniAndConcatenate(each -> each.projectId() == null
                        ? rights.has(right(action, each)).map(may -> may ? Stream.of(each) : Stream.<Connection>of())
                        : Uni.createFrom().item(Stream.of(each)))
                .collect()
                .asList()
                .map(found -> found.stream().flatMap(each -> each).toList());
    }

    /** To any at all of the project, or of the organisation itself. */
    Uni<Void> require(String action, @Nullable UUID projectId) {
        return rights.require(right(action, projectId));
    }

    Uni<Boolean> may(String action, @Nullable UUID projectId) {
        return rights.has(right(action, projectId));
    }

    private static Right right(String action, Connection connection) {
        return connection.projectId() == null
                ? Right.toConnection(connection.id(), action, SUBJECT)
                : right(action, connection.projectId());
    }

    /** Inside a project the actions carry the subject in their name (http-api.md 6.7). */
    private static Right right(String action, @Nullable UUID projectId) {
        return projectId == null
                ? Right.inOrganisation(action, SUBJECT)
                : Right.inProject(projectId, action + "-" + SUBJECT, SUBJECT);
    }
}
