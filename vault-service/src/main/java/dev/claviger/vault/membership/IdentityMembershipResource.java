package dev.claviger.vault.membership;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.PublicId;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;

/** Memberships of machine identities (http-api.md 6.6), under the older and the newer form of the routes. */
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class IdentityMembershipResource {
    private static final String OLDER = "/v2/workspace/{projectId}/identity-memberships";
    private static final String NEWER = "/v1/projects/{projectId}/memberships/identities";
    private static final String ONE = "/{identityId}";
    private static final String SCHEME = "Bearer ";
    private static final String LOOKED_UP = "get-identity-project-membership";

    private final IdentityMemberships memberships;
    private final CurrentRequest request;

    record One(MembershipView identityMembership) {}

    record Many(List<MembershipView> identityMemberships, int totalCount) {
        static Many of(List<MembershipView> all) {
            return new Many(all, all.size());
        }
    }

    record Everywhere(List<MembershipView> identityMemberships) {}

    record Roles(List<MembershipView.RoleView> roles) {}

    IdentityMembershipResource(IdentityMemberships memberships, CurrentRequest request) {
        this.memberships = memberships;
        this.request = request;
    }

    @POST
    @Path(OLDER + ONE)
    public Uni<One> create(
            @PathParam("projectId") String projectId,
            @PathParam("identityId") String identityId,
            @HeaderParam("Authorization") String authorization,
            RoleRequests wanted) {
        return memberships
                .create(
                        request.caller(),
                        token(authorization),
                        project(projectId),
                        identity(identityId),
                        wanted.check(),
                        request.event("create-identity-project-membership"))
                .map(One::new);
    }

    @POST
    @Path(NEWER + ONE)
    public Uni<One> createNewer(
            @PathParam("projectId") String projectId,
            @PathParam("identityId") String identityId,
            @HeaderParam("Authorization") String authorization,
            RoleRequests wanted) {
        return create(projectId, identityId, authorization, wanted);
    }

    @GET
    @Path(OLDER + ONE)
    public Uni<One> find(
            @PathParam("projectId") String projectId,
            @PathParam("identityId") String identityId,
            @HeaderParam("Authorization") String authorization) {
        return memberships
                .find(
                        request.caller(),
                        token(authorization),
                        project(projectId),
                        identity(identityId),
                        request.event(LOOKED_UP))
                .map(One::new);
    }

    @GET
    @Path(NEWER + ONE)
    public Uni<One> findNewer(
            @PathParam("projectId") String projectId,
            @PathParam("identityId") String identityId,
            @HeaderParam("Authorization") String authorization) {
        return find(projectId, identityId, authorization);
    }

    @GET
    @Path("/v2/workspace/identity-memberships/{membershipId}")
    public Uni<One> findById(
            @PathParam("membershipId") String membershipId, @HeaderParam("Authorization") String authorization) {
        UUID id = PublicId.parse(membershipId).orElseThrow(() -> MembershipNotFound.of(membershipId));
        return memberships
                .findById(request.caller(), token(authorization), id, request.event(LOOKED_UP))
                .map(One::new);
    }

    @GET
    @Path(OLDER)
    public Uni<Many> list(@PathParam("projectId") String projectId) {
        return memberships
                .list(request.caller(), project(projectId), request.event(LOOKED_UP))
                .map(Many::of);
    }

    @GET
    @Path(NEWER)
    public Uni<Many> listNewer(@PathParam("projectId") String projectId) {
        return list(projectId);
    }

    @GET
    @Path("/v1/identities/{identityId}/identity-memberships")
    public Uni<Everywhere> everywhere(
            @PathParam("identityId") String identityId, @HeaderParam("Authorization") String authorization) {
        return memberships
                .everywhere(request.caller(), token(authorization), identity(identityId), request.event(LOOKED_UP))
                .map(Everywhere::new);
    }

    @PATCH
    @Path(OLDER + ONE)
    public Uni<Roles> update(
            @PathParam("projectId") String projectId, @PathParam("identityId") String identityId, RoleRequests wanted) {
        return memberships
                .update(
                        request.caller(),
                        project(projectId),
                        identity(identityId),
                        wanted.check(),
                        request.event("update-identity-project-membership"))
                .map(Roles::new);
    }

    @PATCH
    @Path(NEWER + ONE)
    public Uni<Roles> updateNewer(
            @PathParam("projectId") String projectId, @PathParam("identityId") String identityId, RoleRequests wanted) {
        return update(projectId, identityId, wanted);
    }

    @DELETE
    @Path(OLDER + ONE)
    public Uni<One> delete(@PathParam("projectId") String projectId, @PathParam("identityId") String identityId) {
        return memberships
                .delete(
                        request.caller(),
                        project(projectId),
                        identity(identityId),
                        request.event("delete-identity-project-membership"))
                .map(One::new);
    }

    @DELETE
    @Path(NEWER + ONE)
    public Uni<One> deleteNewer(@PathParam("projectId") String projectId, @PathParam("identityId") String identityId) {
        return delete(projectId, identityId);
    }

    /** The caller was checked already, so the header has exactly this form. */
    private static Secret token(String authorization) {
        return Secret.of(authorization.substring(SCHEME.length()).strip());
    }

    private static ProjectRef project(String id) {
        return ProjectRef.id("projectId", id);
    }

    private static UUID identity(String id) {
        return PublicId.parse(id).orElseThrow(() -> new IdentityNotFound(id));
    }
}
