package dev.claviger.auth.organization;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Gateways into other networks (http-api.md 10.3): there are none, and clients that look for some learn that. */
@Path("/api/v2/gateways")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class GatewayResource {

    @GET
    public Uni<List<Object>> list() {
        return Uni.createFrom().item(List.of());
    }

    @POST
    public Uni<Void> create() {
        return Uni.createFrom().failure(NotOffered.gateways());
    }
}
