package dev.claviger.sync.identity;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** As whom secrets of the caller's organisation are read for syncs. */
@Path("/api/x/sync-identity")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class SyncIdentityResource {
    private final SyncIdentities identities;

    SyncIdentityResource(SyncIdentities identities) {
        this.identities = identities;
    }

    /** Without its secret. */
    @GET
    @Operation(summary = "The machine identity as which secrets are read for syncs")
    public Uni<SyncIdentity.One> show() {
        return identities.show();
    }

    /** It logs in before it is kept. */
    @PUT
    @Operation(summary = "Name the machine identity as which secrets are read for syncs")
    public Uni<SyncIdentity.One> put(SyncIdentities.Wish wish) {
        return identities.put(wish);
    }

    /** From then on nothing is read. */
    @DELETE
    @Operation(summary = "Forget the machine identity")
    public Uni<SyncIdentity.One> delete() {
        return identities.delete();
    }
}
