package dev.claviger.vault.accessapproval;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.approval.ApprovalRefused;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.PublicId;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Attempts;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Requests for access (http-api.md 6.10); for people only. */
@Path("/api/v1/access-approvals/requests")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class AccessRequestResource {
    private static final int MAX_ROWS = 100;

    private final AccessRequests requests;
    private final AccessReviews reviews;
    private final Attempts attempts;
    private final CurrentRequest current;

    /** In which project. */
    record Where(
            @QueryParam("projectSlug") @Nullable String projectSlug,
            @QueryParam("workspaceSlug") @Nullable String workspaceSlug,
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("workspaceId") @Nullable String workspaceId) {
        ProjectRef project() {
            return ProjectRef.spelled("projectSlug", projectId, workspaceId, projectSlug, workspaceSlug);
        }
    }

    /** What an approver says; a reason does without the other approvals. */
    record ReviewBody(@Nullable String status, @Nullable String bypassReason) {
        static final ReviewBody EMPTY = new ReviewBody(null, null);

        boolean approved() {
            if (!"approved".equals(status) && !"rejected".equals(status)) {
                throw InvalidInput.of("status", "Must be approved or rejected");
            }
            return "approved".equals(status);
        }
    }

    AccessRequestResource(AccessRequests requests, AccessReviews reviews, Attempts attempts, CurrentRequest current) {
        this.requests = requests;
        this.reviews = reviews;
        this.attempts = attempts;
        this.current = current;
    }

    @POST
    public Uni<AccessRequestView.One> create(@BeanParam Where where, AccessWish.@Nullable Body body) {
        AccessWish.Body given = body == null ? AccessWish.Body.EMPTY : body;
        return recorded("approval-request-create", attempt -> requests.create(where.project(), given.wish(), attempt))
                .map(AccessRequestView.One::new);
    }

    @GET
    public Uni<AccessRequestView.Many> list(
            @BeanParam Where where,
            @QueryParam("authorUserId") @Nullable String authorUserId,
            @QueryParam("envSlug") @Nullable String envSlug,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("offset") @Nullable String offset) {
        return recorded("approval-request-list", attempt -> {
            Validation input = new Validation();
            @Nullable
            UUID author =
                    authorUserId == null || authorUserId.isBlank() ? null : input.id("authorUserId", authorUserId);
            String environment = input.text("envSlug", envSlug, "");
            int rows = (int) input.number("limit", limit, MAX_ROWS, 1, MAX_ROWS);
            int skipped = (int) input.number("offset", offset, 0, 0, 999_999_999);
            input.done();
            return requests.list(
                    where.project(), author, environment.isEmpty() ? null : environment, rows, skipped, attempt);
        });
    }

    @GET
    @Path("/count")
    public Uni<AccessRequestView.Counted> count(@BeanParam Where where) {
        return recorded("approval-request-count", attempt -> requests.count(where.project(), attempt));
    }

    @POST
    @Path("/{id}/review")
    public Uni<AccessRequestView.Reviewed> review(@PathParam("id") String id, @Nullable ReviewBody body) {
        ReviewBody given = body == null ? ReviewBody.EMPTY : body;
        return recorded(
                        "approval-request-review",
                        attempt -> reviews.review(
                                id(id),
                                given.approved(),
                                AccessWish.text("bypassReason", given.bypassReason()),
                                attempt))
                .map(AccessRequestView.ReviewView::of)
                .map(AccessRequestView.Reviewed::new);
    }

    private <T> Uni<T> recorded(String event, Function<Attempt, Uni<T>> work) {
        Attempt attempt = new Attempt(current.caller(), current.event(event));
        return attempts.recorded(attempt, () -> {
            if (attempt.caller().kind() != Caller.Kind.USER) {
                throw ApprovalRefused.forbidden("Requests for access are for people; log in as a user.");
            }
            return work.apply(attempt);
        });
    }

    /** What is no id is the id of no request. */
    private static UUID id(String text) {
        return PublicId.parse(text).orElseThrow(() -> new AccessRequestNotFound(text));
    }
}
