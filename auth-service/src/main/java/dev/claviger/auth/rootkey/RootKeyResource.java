package dev.claviger.auth.rootkey;

import dev.claviger.auth.rootkey.RootKeys.Ring;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.ResponseStatus;

/** The root key ring of this service, for administrators of the instance. */
@Path("/api/x/keys/auth")
@Produces(MediaType.APPLICATION_JSON)
class RootKeyResource {
    private static final int ACCEPTED = 202;

    private final RootKeys keys;

    record StartedRewrap(RewrapView job) {}

    RootKeyResource(RootKeys keys) {
        this.keys = keys;
    }

    @GET
    public Uni<Ring> ring() {
        return keys.ring();
    }

    @POST
    @Path("/rewrap")
    @ResponseStatus(ACCEPTED)
    public Uni<StartedRewrap> rewrap() {
        return keys.rewrap().map(StartedRewrap::new);
    }
}
