package dev.claviger.auth.organization;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Organisations below the caller's (http-api.md 6.11): there are none, and clients that look for some learn that. */
@Path("/api/v1/sub-organizations")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class SubOrganizationResource {

    @GET
    public Uni<SubOrganizations> list() {
        return Uni.createFrom().item(new SubOrganizations(List.of(), 0));
    }

    @POST
    public Uni<Void> create() {
        return Uni.createFrom().failure(NotOffered.subOrganizations());
    }

    /** What stands around them. */
    public record SubOrganizations(List<Object> organizations, int totalCount) {}
}
