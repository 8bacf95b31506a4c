package dev.claviger.audit.rootkey;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseStatus;

/** The root key ring of this service, for those who run the installation. */
@Path("/api/x/keys/audit")
@Produces(MediaType.APPLICATION_JSON)
class RootKeyResource {
    private static final int ACCEPTED = 202;

    private final RootKeys keys;

    RootKeyResource(RootKeys keys) {
        this.keys = keys;
    }

    /** With the newest rewrap of the replica that answers. */
    @GET
    @Operation(summary = "The root keys of audit-service, and what needs them")
    public Uni<RootKeys.Ring> ring() {
        return keys.ring();
    }

    /** Goes on in the background; one that is under way is not begun again. */
    @POST
    @Path("rewrap")
    @ResponseStatus(ACCEPTED)
    @Operation(summary = "Wrap the master key of the log and all destinations anew under the first root key")
    public Uni<RootKeys.StartedRewrap> rewrap() {
        return keys.rewrap();
    }
}
