package dev.claviger.vault.sharing;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.PublicId;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sharing grants between projects (http-api.md 4.9; the routes are those of Infisical). */
@Path("/api/v1/project-grants")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ProjectGrantResource {
    private final ProjectGrantChanges changes;
    private final ProjectGrantLookups lookups;
    private final CurrentRequest request;

    record One(ProjectGrant grant) {}

    record Many(List<ProjectGrant> grants) {}

    ProjectGrantResource(ProjectGrantChanges changes, ProjectGrantLookups lookups, CurrentRequest request) {
        this.changes = changes;
        this.lookups = lookups;
        this.request = request;
    }

    @POST
    public Uni<One> give(@Nullable GrantRequest body) {
        GrantRequest wanted = body == null ? GrantRequest.EMPTY : body;
        return changes.give(request.caller(), wanted::parse, request.event("create-project-grant"))
                .map(One::new);
    }

    @GET
    public Uni<Many> given(@QueryParam("sourceProjectId") @Nullable String sourceProjectId) {
        return lookups.given(
                        request.caller(),
                        () -> ProjectRef.id("sourceProjectId", sourceProjectId),
                        request.event("get-project-grants"))
                .map(Many::new);
    }

    @GET
    @Path("/received")
    public Uni<Many> received(@QueryParam("targetProjectId") @Nullable String targetProjectId) {
        return lookups.received(
                        request.caller(),
                        () -> ProjectRef.id("targetProjectId", targetProjectId),
                        request.event("get-project-grants"))
                .map(Many::new);
    }

    @DELETE
    @Path("/{id}")
    public Uni<One> take(@PathParam("id") String id, @QueryParam("sourceProjectId") @Nullable String sourceProjectId) {
        return changes.take(
                        request.caller(),
                        () -> ProjectRef.id("sourceProjectId", sourceProjectId),
                        grant(id),
                        request.event("delete-project-grant"))
                .map(One::new);
    }

    private static UUID grant(String id) {
        return PublicId.parse(id).orElseThrow(() -> new GrantNotFound(id));
    }
}
