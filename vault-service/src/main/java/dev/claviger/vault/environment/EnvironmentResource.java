package dev.claviger.vault.environment;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.PublicId;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** Environments (http-api.md 5.2), below both words for a project. */
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class EnvironmentResource {
    private static final String ALL = "/v1/{word:workspace|projects}/{projectId}/environments";
    private static final String ONE = ALL + "/{id}";
    private static final String LOOKED_UP = "get-environment";

    private final EnvironmentChanges changes;
    private final EnvironmentLookups lookups;
    private final CurrentRequest request;

    /** The environment after a change. */
    record Changed(String message, UUID workspace, Environment environment) {
        static Changed of(String message, Environment environment) {
            return new Changed(message, environment.projectId(), environment);
        }
    }

    record Found(Environment environment) {}

    EnvironmentResource(EnvironmentChanges changes, EnvironmentLookups lookups, CurrentRequest request) {
        this.changes = changes;
        this.lookups = lookups;
        this.request = request;
    }

    @POST
    @Path(ALL)
    public Uni<Changed> create(@PathParam("projectId") String projectId, EnvironmentEdit wanted) {
        wanted.checkForCreate();
        return changes.create(request.caller(), project(projectId), wanted, request.event("create-environment"))
                .map(created -> Changed.of("Successfully created new environment", created));
    }

    @PATCH
    @Path(ONE)
    public Uni<Changed> update(
            @PathParam("projectId") String projectId, @PathParam("id") String id, EnvironmentEdit edit) {
        edit.checkForUpdate();
        return changes.update(
                        request.caller(),
                        project(projectId),
                        environment(id),
                        edit,
                        request.event("update-environment"))
                .map(changed -> Changed.of("Successfully updated environment", changed));
    }

    @DELETE
    @Path(ONE)
    public Uni<Changed> delete(@PathParam("projectId") String projectId, @PathParam("id") String id) {
        return changes.delete(
                        request.caller(), project(projectId), environment(id), request.event("delete-environment"))
                .map(gone -> Changed.of("Successfully deleted environment", gone));
    }

    @GET
    @Path(ONE)
    public Uni<Found> find(@PathParam("projectId") String projectId, @PathParam("id") String id) {
        return lookups.byId(request.caller(), project(projectId), environment(id), request.event(LOOKED_UP))
                .map(Found::new);
    }

    @GET
    @Path(ALL + "/slug/{slug}")
    public Uni<Found> findBySlug(@PathParam("projectId") String projectId, @PathParam("slug") String slug) {
        return lookups.bySlug(
                        request.caller(),
                        project(projectId),
                        EnvironmentSlug.parse("slug", slug),
                        request.event(LOOKED_UP))
                .map(Found::new);
    }

    @GET
    @Path("/v1/workspace/environments/{id}")
    public Uni<Found> findAnywhere(@PathParam("id") String id) {
        return lookups.byId(request.caller(), environment(id), request.event(LOOKED_UP))
                .map(Found::new);
    }

    private static ProjectRef project(String id) {
        return ProjectRef.id("projectId", id);
    }

    private static UUID environment(String id) {
        return PublicId.parse(id).orElseThrow(() -> EnvironmentNotFound.of(id));
    }
}
