package dev.claviger.auth.token;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/**
 * For the other services, which ask with the bearer token they were given. The answer is the check that every protected route of this
 * service makes, except for the address: the service that asks has seen the client, we have not. Not routed by the edge.
 */
@Path("/api/x/tokens")
class TokenUseResource {

    /** 204 when the token is good, else 401 or 403. Of a limited token it takes a use, as any request does. */
    @GET
    @Path("/live")
    public Uni<Void> live() {
        return Uni.createFrom().voidItem();
    }

    /** Takes one use of a limited token: 204, or 401 when none is left. */
    @POST
    @Path("/use")
    public Uni<Void> use() {
        return Uni.createFrom().voidItem();
    }
}
