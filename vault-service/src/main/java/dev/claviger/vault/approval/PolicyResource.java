package dev.claviger.vault.approval;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Place;
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

/** Policies about changes of secrets (http-api.md 6.9), under the two versions that clients know. */
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class PolicyResource {
    private static final String ALL = "/{version:v1|v2}/secret-approvals";
    private static final String ONE = ALL + "/{id}";

    private final Policies policies;
    private final CurrentRequest request;

    PolicyResource(Policies policies, CurrentRequest request) {
        this.policies = policies;
        this.request = request;
    }

    @POST
    @Path(ALL)
    public Uni<PolicyView.One> create(PolicyBodies.@Nullable Body body) {
        return policies.create(request.caller(), given(body), request.event("approval-policy-create"))
                .map(PolicyView::of)
                .map(PolicyView.One::new);
    }

    @GET
    @Path(ALL)
    public Uni<PolicyView.Many> list(
            @QueryParam("workspaceId") @Nullable String workspaceId,
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("projectSlug") @Nullable String projectSlug,
            @QueryParam("workspaceSlug") @Nullable String workspaceSlug) {
        return policies.list(
                        request.caller(),
                        ProjectRef.spelled("workspaceId", projectId, workspaceId, projectSlug, workspaceSlug),
                        request.event("approval-policy-list"))
                .map(all -> new PolicyView.Many(all.stream().map(PolicyView::of).toList()));
    }

    @GET
    @Path(ALL + "/board")
    public Uni<PolicyView.Board> board(
            @QueryParam("workspaceId") @Nullable String workspaceId,
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("projectSlug") @Nullable String projectSlug,
            @QueryParam("workspaceSlug") @Nullable String workspaceSlug,
            @QueryParam("environment") @Nullable String environment,
            @QueryParam("secretPath") @Nullable String secretPath) {
        Place place = new Place(
                EnvironmentSlug.parse("environment", environment).text(),
                SecretPath.parse("secretPath", secretPath).text());
        return policies.covering(
                        request.caller(),
                        ProjectRef.spelled("workspaceId", projectId, workspaceId, projectSlug, workspaceSlug),
                        place,
                        request.event("approval-policy-get"))
                .map(found -> new PolicyView.Board(found.map(PolicyView::of).orElse(null)));
    }

    @GET
    @Path(ONE)
    public Uni<PolicyView.One> find(@PathParam("id") String id) {
        return policies.find(request.caller(), id, request.event("approval-policy-get"))
                .map(PolicyView::of)
                .map(PolicyView.One::new);
    }

    @PATCH
    @Path(ONE)
    public Uni<PolicyView.One> update(@PathParam("id") String id, PolicyBodies.@Nullable Body body) {
        return policies.update(request.caller(), id, given(body), request.event("approval-policy-update"))
                .map(PolicyView::of)
                .map(PolicyView.One::new);
    }

    @DELETE
    @Path(ONE)
    @Consumes(MediaType.WILDCARD)
    public Uni<PolicyView.One> delete(@PathParam("id") String id) {
        return policies.delete(request.caller(), id, request.event("approval-policy-delete"))
                .map(PolicyView::of)
                .map(PolicyView.One::new);
    }

    private static PolicyBodies.Body given(PolicyBodies.@Nullable Body body) {
        return body == null ? PolicyBodies.Body.EMPTY : body;
    }
}
