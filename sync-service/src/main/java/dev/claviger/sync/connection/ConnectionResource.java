package dev.claviger.sync.connection;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Connections to outside systems (http-api.md 7.1). */
@Path("/api/v1/app-connections")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ConnectionResource {

    /** The same for everybody. */
    @GET
    @Path("options")
    @Operation(summary = "What can be connected to")
    public Uni<ConnectionOption.All> options() {
        return Uni.createFrom()
                .item(new ConnectionOption.All(
                        Stream.of(App.values()).map(App::option).toList()));
    }
}
