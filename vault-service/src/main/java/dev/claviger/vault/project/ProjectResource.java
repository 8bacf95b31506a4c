package dev.claviger.vault.project;

import dev.claviger.kernel.http.CurrentRequest;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Projects, under their newer word and under the older one, "workspace"; the answers differ in their wrapper (http-api.md 5.1). */
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ProjectResource {
    private static final String LOOKED_UP = "get-project";
    private static final String RETAINED = "Successfully updated project's audit logs retention period";
    private static final String ID = "projectId";
    private static final String SLUG = "slug";

    private final ProjectLookups lookups;
    private final ProjectChanges changes;
    private final CurrentRequest request;

    record OneProject(ProjectView project) {}

    record OneWorkspace(ProjectView workspace) {}

    record RetainedProject(String message, ProjectView project) {
        static RetainedProject of(ProjectView project) {
            return new RetainedProject(RETAINED, project);
        }
    }

    record RetainedWorkspace(String message, ProjectView workspace) {
        static RetainedWorkspace of(ProjectView workspace) {
            return new RetainedWorkspace(RETAINED, workspace);
        }
    }

    record ManyProjects(List<ProjectView> projects) {}

    record ManyWorkspaces(List<ProjectView> workspaces) {}

    ProjectResource(ProjectLookups lookups, ProjectChanges changes, CurrentRequest request) {
        this.lookups = lookups;
        this.changes = changes;
        this.request = request;
    }

    @POST
    @Path("/v1/projects")
    public Uni<OneProject> create(NewProject wanted) {
        return changes.create(request.caller(), wanted.check(), request.event("create-project"))
                .chain(lookups::view)
                .map(OneProject::new);
    }

    @POST
    @Path("/v2/workspace")
    public Uni<OneProject> createWorkspace(NewProject wanted) {
        return create(wanted);
    }

    @GET
    @Path("/v1/projects")
    public Uni<ManyProjects> list(@QueryParam("type") @Nullable String type) {
        return lookups.list(request.caller()).map(all -> new ManyProjects(ofType(all, type)));
    }

    @GET
    @Path("/v1/workspace")
    public Uni<ManyWorkspaces> listWorkspaces(@QueryParam("type") @Nullable String type) {
        return lookups.list(request.caller()).map(all -> new ManyWorkspaces(ofType(all, type)));
    }

    @GET
    @Path("/v1/projects/{id}")
    public Uni<OneProject> project(@PathParam("id") String id) {
        return find(ProjectRef.id(ID, id)).map(OneProject::new);
    }

    @GET
    @Path("/v1/workspace/{id}")
    public Uni<OneWorkspace> workspace(@PathParam("id") String id) {
        return find(ProjectRef.id(ID, id)).map(OneWorkspace::new);
    }

    @GET
    @Path("/v1/projects/slug/{slug}")
    public Uni<ProjectView> projectBySlug(@PathParam("slug") String slug) {
        return find(ProjectRef.slug(SLUG, slug));
    }

    @GET
    @Path("/v1/workspace/slug/{slug}")
    public Uni<ProjectView> workspaceBySlug(@PathParam("slug") String slug) {
        return find(ProjectRef.slug(SLUG, slug));
    }

    @GET
    @Path("/v2/workspace/{slug}")
    public Uni<ProjectView> flatWorkspaceBySlug(@PathParam("slug") String slug) {
        return find(ProjectRef.slug(SLUG, slug));
    }

    @PATCH
    @Path("/v1/projects/{id}")
    public Uni<OneProject> update(@PathParam("id") String id, ProjectEdit edit) {
        return change(ProjectRef.id(ID, id), edit).map(OneProject::new);
    }

    @PATCH
    @Path("/v1/workspace/{id}")
    public Uni<OneWorkspace> updateWorkspace(@PathParam("id") String id, ProjectEdit edit) {
        return change(ProjectRef.id(ID, id), edit).map(OneWorkspace::new);
    }

    @PUT
    @Path("/v1/projects/{id}/audit-logs-retention")
    public Uni<RetainedProject> retain(@PathParam("id") String id, ProjectEdit.Retention wanted) {
        return change(ProjectRef.id(ID, id), wanted.edit()).map(RetainedProject::of);
    }

    @PUT
    @Path("/v1/workspace/{slug}/audit-logs-retention")
    public Uni<RetainedWorkspace> retainWorkspace(@PathParam("slug") String slug, ProjectEdit.Retention wanted) {
        return change(ProjectRef.slug(SLUG, slug), wanted.edit()).map(RetainedWorkspace::of);
    }

    @DELETE
    @Path("/v1/projects/{id}")
    public Uni<OneProject> delete(@PathParam("id") String id) {
        return remove(ProjectRef.id(ID, id)).map(OneProject::new);
    }

    @DELETE
    @Path("/v1/workspace/{id}")
    public Uni<OneWorkspace> deleteWorkspace(@PathParam("id") String id) {
        return remove(ProjectRef.id(ID, id)).map(OneWorkspace::new);
    }

    @DELETE
    @Path("/v2/workspace/{slug}")
    public Uni<ProjectView> deleteBySlug(@PathParam("slug") String slug) {
        return remove(ProjectRef.slug(SLUG, slug));
    }

    private Uni<ProjectView> find(ProjectRef ref) {
        return lookups.find(request.caller(), ref, request.event(LOOKED_UP));
    }

    private Uni<ProjectView> change(ProjectRef ref, ProjectEdit edit) {
        edit.check();
        return changes.update(request.caller(), ref, edit, request.event("update-project"))
                .chain(lookups::view);
    }

    private Uni<ProjectView> remove(ProjectRef ref) {
        return changes.delete(request.caller(), ref, request.event("delete-project"));
    }

    private static List<ProjectView> ofType(List<ProjectView> all, @Nullable String type) {
        return type == null || type.isEmpty() || type.equals("all")
                ? all
                : all.stream().filter(project -> project.type().equals(type)).toList();
    }
}
