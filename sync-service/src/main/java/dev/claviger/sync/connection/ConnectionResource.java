package dev.claviger.sync.connection;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Connections to outside systems (http-api.md 7.1). */
@Path("/api/v1/app-connections")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ConnectionResource {
    private final Connections connections;
    private final ConnectionLookups lookups;
    private final GitLabPlaces places;

    ConnectionResource(Connections connections, ConnectionLookups lookups, GitLabPlaces places) {
        this.connections = connections;
        this.lookups = lookups;
        this.places = places;
    }

    /** The same for everybody. */
    @GET
    @Path("options")
    @Operation(summary = "What can be connected to")
    public Uni<ConnectionOption.All> options() {
        return Uni.createFrom()
                .item(new ConnectionOption.All(
                        Stream.of(App.values()).map(App::option).toList()));
    }

    /** Of all systems. */
    @GET
    @Operation(summary = "The connections of a project, or of the organisation itself")
    public Uni<ConnectionView.All> list(@RestQuery @Nullable String projectId) {
        return lookups.list(null, projectId);
    }

    /** Of one system. */
    @GET
    @Path("{app}")
    @Operation(summary = "The connections to one system")
    public Uni<ConnectionView.All> list(@RestPath String app, @RestQuery @Nullable String projectId) {
        return lookups.list(Connections.app(app), projectId);
    }

    /** For choosing one. */
    @GET
    @Path("{app}/available")
    @Operation(summary = "The connections that the caller may use")
    public Uni<ConnectionView.AllUsable> available(@RestPath String app, @RestQuery @Nullable String projectId) {
        return lookups.usable(Connections.app(app), projectId);
    }

    /** Without secrets. */
    @GET
    @Path("{app}/{connectionId}")
    @Operation(summary = "One connection")
    public Uni<ConnectionView.One> show(@RestPath String app, @RestPath String connectionId) {
        return lookups.show(Connections.app(app), Connections.id(connectionId));
    }

    /** Without secrets. */
    @GET
    @Path("{app}/connection-name/{connectionName}")
    @Operation(summary = "One connection by its name")
    public Uni<ConnectionView.One> showByName(
            @RestPath String app, @RestPath String connectionName, @RestQuery @Nullable String projectId) {
        return lookups.showByName(Connections.app(app), connectionName, projectId);
    }

    /** The other side is asked first. */
    @POST
    @Path("{app}")
    @Operation(summary = "Connect to an outside system")
    public Uni<ConnectionView.One> create(@RestPath String app, ConnectionWish wish) {
        return connections.create(Connections.app(app), wish);
    }

    /** New credentials are given all together, and the other side is asked first. */
    @PATCH
    @Path("{app}/{connectionId}")
    @Operation(summary = "Change a connection")
    public Uni<ConnectionView.One> update(@RestPath String app, @RestPath String connectionId, ConnectionWish wish) {
        return connections.update(Connections.app(app), Connections.id(connectionId), wish);
    }

    /** Refused while something uses it. */
    @DELETE
    @Path("{app}/{connectionId}")
    @Operation(summary = "Delete a connection")
    public Uni<ConnectionView.One> delete(@RestPath String app, @RestPath String connectionId) {
        return connections.delete(Connections.app(app), Connections.id(connectionId));
    }

    /** As the token of the connection sees them. */
    @GET
    @Path("gitlab/{connectionId}/projects")
    @Operation(summary = "The GitLab projects in which a connection may write variables")
    public Uni<java.util.List<GitLabPlaces.Place>> projects(@RestPath String connectionId) {
        return places.projects(Connections.id(connectionId));
    }

    /** As the token of the connection sees them. */
    @GET
    @Path("gitlab/{connectionId}/groups")
    @Operation(summary = "The GitLab groups in which a connection may write variables")
    public Uni<java.util.List<GitLabPlaces.Place>> groups(@RestPath String connectionId) {
        return places.groups(Connections.id(connectionId));
    }
}
