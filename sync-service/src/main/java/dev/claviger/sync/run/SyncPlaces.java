package dev.claviger.sync.run;

import dev.claviger.sync.connection.Connection;
import dev.claviger.sync.connection.ConnectionDoor;
import dev.claviger.sync.connection.GitLabAccess;
import dev.claviger.sync.connection.GitLabAccesses;
import dev.claviger.sync.gitlab.GitLabClient;
import dev.claviger.sync.gitlab.GitLabPlace;
import dev.claviger.sync.gitlab.VariableClient;
import dev.claviger.sync.plan.Destination;
import dev.claviger.sync.secretsync.GitLabTarget;
import dev.claviger.sync.secretsync.SyncDefinition;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Where syncs write. */
@ApplicationScoped
class SyncPlaces {
    private final ConnectionDoor connections;
    private final GitLabAccesses accesses;
    private final GitLabClient gitlab;

    SyncPlaces(ConnectionDoor connections, GitLabAccesses accesses, GitLabClient gitlab) {
        this.connections = connections;
        this.accesses = accesses;
        this.gitlab = gitlab;
    }

    /** The project or group in one spelling; its environment scopes are not told apart, since they share one list. */
    Uni<String> locate(SyncDefinition sync) {
        return connection(sync).map(connection -> place(sync, connection));
    }

    /** With a token that works now. Fails as connections do. */
    Uni<OpenPlace> open(SyncDefinition sync) {
        return connection(sync)
                .chain(connection -> accesses.of(connection).map(access -> open(sync, connection, access)));
    }

    private Uni<Connection> connection(SyncDefinition sync) {
        return connections.stored(sync.orgId(), sync.connectionId());
    }

    private static String place(SyncDefinition sync, Connection connection) {
        return sync.target().place(GitLabAccess.instance(connection));
    }

    private OpenPlace open(SyncDefinition sync, Connection connection, GitLabAccess access) {
        GitLabTarget target = sync.target();
        GitLabPlace place = target.isGroup() ? GitLabPlace.group(target.id()) : GitLabPlace.project(target.id());
        var there = new dev.claviger.sync.gitlab.GitLabAccess(access.base(), access.token(), access.caCertificate());
        return new OpenPlace(
                place(sync, connection),
                new VariableClient(gitlab, there, place),
                target.isGroup() ? Destination.group(true) : Destination.project());
    }
}
