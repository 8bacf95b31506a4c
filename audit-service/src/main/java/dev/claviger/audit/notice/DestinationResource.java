package dev.claviger.audit.notice;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Where the caller's organisation is told about its alerts. */
@Path("/api/x/alerts/destinations")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class DestinationResource {
    private final Destinations destinations;

    DestinationResource(Destinations destinations) {
        this.destinations = destinations;
    }

    /** With how telling them goes. */
    @GET
    @Operation(summary = "The destinations of alerts of the caller's organisation")
    public Uni<DestinationView.All> list() {
        return destinations.list();
    }

    /** Of what happens from now on. */
    @POST
    @Operation(summary = "Tell the alerts of the caller's organisation to a web hook, a chat or by mail")
    public Uni<DestinationView> create(@Nullable DestinationWish wish) {
        return destinations.create(wish);
    }

    /** Without credentials. */
    @GET
    @Path("{id}")
    @Operation(summary = "One destination of alerts, and how telling it goes")
    public Uni<DestinationView> show(@RestPath String id) {
        return destinations.show(id);
    }

    /** What is absent stays; a failing one is tried again at once. */
    @PATCH
    @Path("{id}")
    @Operation(summary = "Change a destination of alerts, or turn it off")
    public Uni<DestinationView> update(@RestPath String id, @Nullable DestinationWish wish) {
        return destinations.update(id, wish);
    }

    /** What it was still to be told is forgotten. */
    @DELETE
    @Path("{id}")
    @Operation(summary = "Delete a destination of alerts")
    public Uni<Void> delete(@RestPath String id) {
        return destinations.delete(id);
    }

    /** Sends a marked alert at once. */
    @POST
    @Path("{id}/test")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Send a test alert to a destination and tell how it went")
    public Uni<DestinationView.Tested> test(@RestPath String id) {
        return destinations.test(id);
    }
}
