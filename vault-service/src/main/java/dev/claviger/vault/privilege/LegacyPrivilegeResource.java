package dev.claviger.vault.privilege;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.project.ProjectRef;
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
import org.jspecify.annotations.Nullable;

/** Privileges of machine identities in the oldest form (http-api.md 6.8), by slugs, with rules of the older form. */
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class LegacyPrivilegeResource {
    private static final String ALL = "/v1/additional-privilege/identity";

    private final Privileges privileges;
    private final CurrentRequest request;

    /** A privilege that is to be given. */
    record Creation(
            @Nullable String projectSlug,
            @Nullable String workspaceSlug,
            @Nullable String projectId,
            @Nullable String workspaceId,
            @Nullable String identityId,
            @Nullable String slug,
            @Nullable JsonNode permissions,
            PrivilegeWish.@Nullable OneRule privilegePermission,
            @Nullable String temporaryMode,
            @Nullable String temporaryRange,
            @Nullable String temporaryAccessStartTime) {
        ProjectRef project() {
            return ProjectRef.spelled("projectSlug", projectId, workspaceId, projectSlug, workspaceSlug);
        }

        PrivilegeWish wish(boolean temporary) {
            return PrivilegeWish.older(
                    slug,
                    permissions,
                    privilegePermission,
                    new PrivilegeWish.Type(temporary, temporaryMode, temporaryRange, temporaryAccessStartTime));
        }
    }

    /** Which one, and what is to be different. */
    record Edit(
            @Nullable String projectSlug,
            @Nullable String workspaceSlug,
            @Nullable String projectId,
            @Nullable String workspaceId,
            @Nullable String identityId,
            @Nullable String privilegeSlug,
            @Nullable Details privilegeDetails) {
        ProjectRef project() {
            return ProjectRef.spelled("projectSlug", projectId, workspaceId, projectSlug, workspaceSlug);
        }

        String slug() {
            if (privilegeSlug == null || privilegeSlug.isBlank()) {
                throw InvalidInput.of("privilegeSlug", "Required");
            }
            return privilegeSlug.strip();
        }
    }

    /** What is to be different. */
    record Details(
            @Nullable String slug,
            @Nullable JsonNode permissions,
            PrivilegeWish.@Nullable OneRule privilegePermission,
            @Nullable Boolean isTemporary,
            @Nullable String temporaryMode,
            @Nullable String temporaryRange,
            @Nullable String temporaryAccessStartTime) {
        PrivilegeWish wish() {
            return PrivilegeWish.older(
                    slug,
                    permissions,
                    privilegePermission,
                    isTemporary == null
                            ? null
                            : new PrivilegeWish.Type(
                                    isTemporary, temporaryMode, temporaryRange, temporaryAccessStartTime));
        }
    }

    LegacyPrivilegeResource(Privileges privileges, CurrentRequest request) {
        this.privileges = privileges;
        this.request = request;
    }

    @POST
    @Path(ALL + "/permanent")
    public Uni<PrivilegeView.One> createPermanent(Creation body) {
        return create(body, body.wish(false));
    }

    @POST
    @Path(ALL + "/temporary")
    public Uni<PrivilegeView.One> createTemporary(Creation body) {
        return create(body, body.wish(true));
    }

    private Uni<PrivilegeView.One> create(Creation body, PrivilegeWish wish) {
        return privileges
                .create(
                        request.caller(),
                        body.project(),
                        IdentityPrivilegeResource.holder(body.identityId),
                        wish,
                        request.event("create-identity-project-additional-privilege"))
                .map(PrivilegeView::older)
                .map(PrivilegeView.One::new);
    }

    @PATCH
    @Path(ALL)
    public Uni<PrivilegeView.One> update(Edit body) {
        AccessEvent event = request.event("update-identity-project-additional-privilege");
        Details details = body.privilegeDetails == null
                ? new Details(null, null, null, null, null, null, null)
                : body.privilegeDetails;
        PrivilegeWish wish = details.wish();
        return find(body.project(), body.identityId, body.slug(), event)
                .chain(known -> privileges.update(request.caller(), known, wish, event))
                .map(PrivilegeView::older)
                .map(PrivilegeView.One::new);
    }

    @DELETE
    @Path(ALL)
    public Uni<PrivilegeView.One> delete(Edit body) {
        AccessEvent event = request.event("delete-identity-project-additional-privilege");
        return find(body.project(), body.identityId, body.slug(), event)
                .chain(known -> privileges.delete(request.caller(), known, event))
                .map(PrivilegeView::older)
                .map(PrivilegeView.One::new);
    }

    @GET
    @Path(ALL + "/{slug}")
    public Uni<PrivilegeView.One> findBySlug(
            @PathParam("slug") String slug,
            @QueryParam("projectSlug") @Nullable String projectSlug,
            @QueryParam("workspaceSlug") @Nullable String workspaceSlug,
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("workspaceId") @Nullable String workspaceId,
            @QueryParam("identityId") @Nullable String identityId) {
        return find(
                        ProjectRef.spelled("projectSlug", projectId, workspaceId, projectSlug, workspaceSlug),
                        identityId,
                        slug,
                        request.event("get-identity-project-additional-privilege"))
                .map(PrivilegeView::older)
                .map(PrivilegeView.One::new);
    }

    @GET
    @Path(ALL)
    public Uni<PrivilegeView.Many> list(
            @QueryParam("projectSlug") @Nullable String projectSlug,
            @QueryParam("workspaceSlug") @Nullable String workspaceSlug,
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("workspaceId") @Nullable String workspaceId,
            @QueryParam("identityId") @Nullable String identityId) {
        return privileges
                .list(
                        request.caller(),
                        ProjectRef.spelled("projectSlug", projectId, workspaceId, projectSlug, workspaceSlug),
                        IdentityPrivilegeResource.holder(identityId),
                        request.event("get-identity-project-additional-privilege"))
                .map(all -> new PrivilegeView.Many(
                        all.stream().map(PrivilegeView::inShort).toList()));
    }

    private Uni<Privilege> find(ProjectRef project, @Nullable String identityId, String slug, AccessEvent event) {
        return privileges.findBySlug(
                request.caller(), project, IdentityPrivilegeResource.holder(identityId), slug, event);
    }
}
