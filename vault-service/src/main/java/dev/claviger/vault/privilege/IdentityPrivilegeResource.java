package dev.claviger.vault.privilege;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.permission.Holder;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Privileges of machine identities (http-api.md 6.8), version 2. */
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class IdentityPrivilegeResource {
    private static final String ALL = "/v2/identity-project-additional-privilege";
    private static final String LOOKED_UP = "get-identity-project-additional-privilege";

    private final Privileges privileges;
    private final CurrentRequest request;

    /** A privilege that is to be given. */
    record Creation(
            @Nullable String identityId,
            @Nullable String projectId,
            @Nullable String workspaceId,
            @Nullable String projectSlug,
            @Nullable String workspaceSlug,
            @Nullable String slug,
            @Nullable JsonNode permissions,
            PrivilegeWish.@Nullable Type type) {
        ProjectRef project() {
            return ProjectRef.spelled("projectId", projectId, workspaceId, projectSlug, workspaceSlug);
        }
    }

    /** What is to be different. */
    record Edit(@Nullable String slug, @Nullable JsonNode permissions, PrivilegeWish.@Nullable Type type) {}

    IdentityPrivilegeResource(Privileges privileges, CurrentRequest request) {
        this.privileges = privileges;
        this.request = request;
    }

    @POST
    @Path(ALL)
    public Uni<PrivilegeView.One> create(Creation body) {
        Holder holder = holder(body.identityId);
        ProjectRef project = body.project();
        return privileges
                .create(
                        request.caller(),
                        project,
                        holder,
                        PrivilegeWish.of(body.slug, body.permissions, body.type),
                        request.event("create-identity-project-additional-privilege")
                                .with("identityId", holder.id()))
                .map(PrivilegeView::of)
                .map(PrivilegeView.One::new);
    }

    @GET
    @Path(ALL + "/{id}")
    public Uni<PrivilegeView.One> find(@PathParam("id") String id) {
        return privileges
                .find(request.caller(), Holder.IDENTITY, id(id), request.event(LOOKED_UP))
                .map(PrivilegeView::of)
                .map(PrivilegeView.One::new);
    }

    @GET
    @Path(ALL + "/slug/{slug}")
    public Uni<PrivilegeView.One> findBySlug(
            @PathParam("slug") String slug,
            @QueryParam("identityId") @Nullable String identityId,
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("workspaceId") @Nullable String workspaceId,
            @QueryParam("projectSlug") @Nullable String projectSlug,
            @QueryParam("workspaceSlug") @Nullable String workspaceSlug) {
        return privileges
                .findBySlug(
                        request.caller(),
                        ProjectRef.spelled("projectSlug", projectId, workspaceId, projectSlug, workspaceSlug),
                        holder(identityId),
                        slug,
                        request.event(LOOKED_UP))
                .map(PrivilegeView::of)
                .map(PrivilegeView.One::new);
    }

    @GET
    @Path(ALL)
    public Uni<PrivilegeView.Many> list(
            @QueryParam("identityId") @Nullable String identityId,
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("workspaceId") @Nullable String workspaceId,
            @QueryParam("projectSlug") @Nullable String projectSlug,
            @QueryParam("workspaceSlug") @Nullable String workspaceSlug) {
        return privileges
                .list(
                        request.caller(),
                        ProjectRef.spelled("projectId", projectId, workspaceId, projectSlug, workspaceSlug),
                        holder(identityId),
                        request.event(LOOKED_UP))
                .map(all -> new PrivilegeView.Many(
                        all.stream().map(PrivilegeView::inShort).toList()));
    }

    @PATCH
    @Path(ALL + "/{id}")
    public Uni<PrivilegeView.One> update(@PathParam("id") String id, Edit body) {
        var event =
                request.event("update-identity-project-additional-privilege").with("privilegeId", id(id));
        PrivilegeWish wish = PrivilegeWish.of(body.slug, body.permissions, body.type);
        return privileges
                .find(request.caller(), Holder.IDENTITY, id(id), event)
                .chain(known -> privileges.update(request.caller(), known, wish, event))
                .map(PrivilegeView::of)
                .map(PrivilegeView.One::new);
    }

    @DELETE
    @Path(ALL + "/{id}")
    @Consumes(MediaType.WILDCARD)
    public Uni<PrivilegeView.One> delete(@PathParam("id") String id) {
        var event =
                request.event("delete-identity-project-additional-privilege").with("privilegeId", id(id));
        return privileges
                .find(request.caller(), Holder.IDENTITY, id(id), event)
                .chain(known -> privileges.delete(request.caller(), known, event))
                .map(PrivilegeView::of)
                .map(PrivilegeView.One::new);
    }

    static Holder holder(@Nullable String identityId) {
        Validation input = new Validation();
        UUID id = input.id("identityId", identityId);
        input.done();
        return new Holder(Holder.IDENTITY, id);
    }

    static UUID id(String text) {
        return PublicId.parse(text).orElseThrow(() -> PrivilegeNotFound.of(text));
    }
}
