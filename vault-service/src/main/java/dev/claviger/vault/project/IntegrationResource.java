package dev.claviger.vault.project;

import dev.claviger.kernel.http.CurrentRequest;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Integrations of the older kind (http-api.md 7.4), of which no project has any: syncs have taken their place. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
class IntegrationResource {
    private static final String PROJECT = "/v1/{word:workspace|projects}/{projectId}";

    private final ProjectLookups lookups;
    private final CurrentRequest request;

    record Integrations(List<Object> integrations) {}

    record Authorizations(List<Object> authorizations) {}

    IntegrationResource(ProjectLookups lookups, CurrentRequest request) {
        this.lookups = lookups;
        this.request = request;
    }

    @GET
    @Path(PROJECT + "/integrations")
    public Uni<Integrations> integrations(@PathParam("projectId") String projectId) {
        return requireMember(projectId).replaceWith(new Integrations(List.of()));
    }

    @GET
    @Path(PROJECT + "/authorizations")
    public Uni<Authorizations> authorizations(@PathParam("projectId") String projectId) {
        return requireMember(projectId).replaceWith(new Authorizations(List.of()));
    }

    private Uni<ProjectView> requireMember(String projectId) {
        return lookups.find(request.caller(), ProjectRef.id("projectId", projectId), request.event("get-project"));
    }
}
