package dev.claviger.vault.leak;

import dev.claviger.kernel.http.CurrentRequest;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Look-ups of leaked values. The value comes in a body, for addresses are logged everywhere. */
@Path("/api/x/leaks")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class LeakResource {
    private final Lookups lookups;
    private final CurrentRequest current;

    LeakResource(Lookups lookups, CurrentRequest current) {
        this.lookups = lookups;
        this.current = current;
    }

    @POST
    @Path("/lookup")
    @Operation(summary = "Which versions of which secrets have this value")
    public Uni<LookupAnswer> lookup(@Nullable LookupRequest body) {
        LookupRequest request = body == null ? LookupRequest.EMPTY : body;
        return lookups.lookup(current.caller(), request.value(), current.event("lookup-leaked-value"));
    }
}
