package dev.claviger.vault.role;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.PublicId;
import dev.claviger.vault.role.RoleWish.Form;
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
import java.util.Locale;
import java.util.UUID;

/** Roles of projects (http-api.md 6.8), under the two newer forms of the routes and the oldest one, which has rules of the older form. */
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class RoleResource {
    private static final String WORKSPACE = "/v2/workspace/{project}/roles";
    private static final String PROJECT = "/v1/projects/{project}/roles";
    private static final String OLDER = "/v1/workspace/{project}/roles";
    private static final String ONE = "/{roleId}";
    private static final String NAMED = "/slug/{slug}";

    private final RoleAdministration roles;
    private final CurrentRequest request;

    RoleResource(RoleAdministration roles, CurrentRequest request) {
        this.roles = roles;
        this.request = request;
    }

    @POST
    @Path(WORKSPACE)
    public Uni<RoleView.One> create(@PathParam("project") String project, RoleWish.Body body) {
        return make(project, body, Form.NEWER).map(RoleView::of).map(RoleView.One::new);
    }

    @POST
    @Path(PROJECT)
    public Uni<RoleView.One> createInProject(@PathParam("project") String project, RoleWish.Body body) {
        return create(project, body);
    }

    @POST
    @Path(OLDER)
    public Uni<RoleView.One> createOlder(@PathParam("project") String project, RoleWish.Body body) {
        return make(project, body, Form.OLDER).map(RoleView::older).map(RoleView.One::new);
    }

    @PATCH
    @Path(WORKSPACE + ONE)
    public Uni<RoleView.One> update(
            @PathParam("project") String project, @PathParam("roleId") String roleId, RoleWish.Body body) {
        return change(project, roleId, body, Form.NEWER).map(RoleView::of).map(RoleView.One::new);
    }

    @PATCH
    @Path(PROJECT + ONE)
    public Uni<RoleView.One> updateInProject(
            @PathParam("project") String project, @PathParam("roleId") String roleId, RoleWish.Body body) {
        return update(project, roleId, body);
    }

    @PATCH
    @Path(OLDER + ONE)
    public Uni<RoleView.One> updateOlder(
            @PathParam("project") String project, @PathParam("roleId") String roleId, RoleWish.Body body) {
        return change(project, roleId, body, Form.OLDER).map(RoleView::older).map(RoleView.One::new);
    }

    @DELETE
    @Path(WORKSPACE + ONE)
    @Consumes(MediaType.WILDCARD)
    public Uni<RoleView.One> delete(@PathParam("project") String project, @PathParam("roleId") String roleId) {
        return remove(project, roleId).map(RoleView::of).map(RoleView.One::new);
    }

    @DELETE
    @Path(PROJECT + ONE)
    @Consumes(MediaType.WILDCARD)
    public Uni<RoleView.One> deleteInProject(@PathParam("project") String project, @PathParam("roleId") String roleId) {
        return delete(project, roleId);
    }

    @DELETE
    @Path(OLDER + ONE)
    @Consumes(MediaType.WILDCARD)
    public Uni<RoleView.One> deleteOlder(@PathParam("project") String project, @PathParam("roleId") String roleId) {
        return remove(project, roleId).map(RoleView::older).map(RoleView.One::new);
    }

    @GET
    @Path(WORKSPACE)
    public Uni<RoleView.Many> list(@PathParam("project") String project) {
        return roles.list(request.caller(), ProjectRef.idOrSlug(project), request.event("get-project-roles"))
                .map(RoleView.Many::new);
    }

    @GET
    @Path(PROJECT)
    public Uni<RoleView.Many> listInProject(@PathParam("project") String project) {
        return list(project);
    }

    @GET
    @Path(OLDER)
    public Uni<RoleView.Many> listOlder(@PathParam("project") String project) {
        return list(project);
    }

    @GET
    @Path(WORKSPACE + NAMED)
    public Uni<RoleView.One> bySlug(@PathParam("project") String project, @PathParam("slug") String slug) {
        return named(project, slug, Form.NEWER);
    }

    @GET
    @Path(PROJECT + NAMED)
    public Uni<RoleView.One> bySlugInProject(@PathParam("project") String project, @PathParam("slug") String slug) {
        return named(project, slug, Form.NEWER);
    }

    @GET
    @Path(OLDER + NAMED)
    public Uni<RoleView.One> bySlugOlder(@PathParam("project") String project, @PathParam("slug") String slug) {
        return named(project, slug, Form.OLDER);
    }

    @GET
    @Path("/v1/projects/roles/{roleId}")
    public Uni<RoleView.One> byId(@PathParam("roleId") String roleId) {
        return roles.byId(request.caller(), id(roleId), request.event("get-project-role"))
                .map(RoleView.One::new);
    }

    private Uni<ProjectRole> make(String project, RoleWish.Body body, Form form) {
        return roles.create(
                request.caller(), ProjectRef.idOrSlug(project), body.fresh(form), request.event("create-project-role"));
    }

    private Uni<ProjectRole> change(String project, String roleId, RoleWish.Body body, Form form) {
        return roles.update(
                request.caller(),
                ProjectRef.idOrSlug(project),
                id(roleId),
                body.edit(form),
                request.event("update-project-role"));
    }

    private Uni<ProjectRole> remove(String project, String roleId) {
        return roles.delete(
                request.caller(), ProjectRef.idOrSlug(project), id(roleId), request.event("delete-project-role"));
    }

    private Uni<RoleView.One> named(String project, String slug, Form form) {
        return roles.bySlug(
                        request.caller(),
                        ProjectRef.idOrSlug(project),
                        slug.strip().toLowerCase(Locale.ROOT),
                        form,
                        request.event("get-project-role"))
                .map(RoleView.One::new);
    }

    private static UUID id(String text) {
        return PublicId.parse(text).orElseThrow(() -> RoleNotFound.byId(text));
    }
}
