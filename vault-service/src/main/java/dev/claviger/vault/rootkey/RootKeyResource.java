package dev.claviger.vault.rootkey;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.vault.keyjob.JobView;
import dev.claviger.vault.rootkey.RootKeys.Ring;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.ResponseStatus;

/** The root key ring, for administrators of an organisation. */
@Path("/api/x/keys")
@Produces(MediaType.APPLICATION_JSON)
class RootKeyResource {
    private static final int ACCEPTED = 202;

    private final RootKeys keys;
    private final CurrentRequest current;

    record StartedRewrap(JobView job) {}

    RootKeyResource(RootKeys keys, CurrentRequest current) {
        this.keys = keys;
        this.current = current;
    }

    @GET
    public Uni<Ring> ring() {
        return keys.ring(current.caller(), current.event("get-root-keys"));
    }

    @POST
    @Path("/rewrap")
    @ResponseStatus(ACCEPTED)
    public Uni<StartedRewrap> rewrap() {
        return keys.rewrap(current.caller(), current.event("start-root-key-rewrap"))
                .map(StartedRewrap::new);
    }
}
