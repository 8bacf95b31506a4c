package dev.claviger.vault.accessapproval;

import dev.claviger.kernel.http.CurrentRequest;
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

/** Policies about access that people ask for (http-api.md 6.10). */
@Path("/api/v1/access-approvals/policies")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class AccessPolicyResource {
    private final AccessPolicies policies;
    private final CurrentRequest request;

    AccessPolicyResource(AccessPolicies policies, CurrentRequest request) {
        this.policies = policies;
        this.request = request;
    }

    @POST
    public Uni<AccessPolicyView.One> create(AccessPolicyBodies.@Nullable Body body) {
        return policies.create(request.caller(), given(body), request.event("approval-policy-create"))
                .map(AccessPolicyView::of)
                .map(AccessPolicyView.One::new);
    }

    @GET
    public Uni<AccessPolicyView.Many> list(
            @QueryParam("projectSlug") @Nullable String projectSlug,
            @QueryParam("workspaceSlug") @Nullable String workspaceSlug,
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("workspaceId") @Nullable String workspaceId) {
        return policies.list(
                        request.caller(),
                        ProjectRef.spelled("projectSlug", projectId, workspaceId, projectSlug, workspaceSlug),
                        request.event("approval-policy-list"))
                .map(all -> new AccessPolicyView.Many(
                        all.stream().map(AccessPolicyView::of).toList()));
    }

    @GET
    @Path("/{id}")
    public Uni<AccessPolicyView.One> find(@PathParam("id") String id) {
        return policies.find(request.caller(), id, request.event("approval-policy-get"))
                .map(AccessPolicyView::of)
                .map(AccessPolicyView.One::new);
    }

    @PATCH
    @Path("/{id}")
    public Uni<AccessPolicyView.One> update(@PathParam("id") String id, AccessPolicyBodies.@Nullable Body body) {
        return policies.update(request.caller(), id, given(body), request.event("approval-policy-update"))
                .map(AccessPolicyView::of)
                .map(AccessPolicyView.One::new);
    }

    @DELETE
    @Path("/{id}")
    @Consumes(MediaType.WILDCARD)
    public Uni<AccessPolicyView.One> delete(@PathParam("id") String id) {
        return policies.delete(request.caller(), id, request.event("approval-policy-delete"))
                .map(AccessPolicyView::of)
                .map(AccessPolicyView.One::new);
    }

    private static AccessPolicyBodies.Body given(AccessPolicyBodies.@Nullable Body body) {
        return body == null ? AccessPolicyBodies.Body.EMPTY : body;
    }
}
