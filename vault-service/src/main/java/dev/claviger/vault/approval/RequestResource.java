package dev.claviger.vault.approval;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Requests for changes of secrets (http-api.md 6.9); for people only. */
@Path("/api/v1/secret-approval-requests")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class RequestResource {
    private static final int MAX_TEXT = 1024;

    private final RequestLookups lookups;
    private final Reviews reviews;
    private final Merges merges;
    private final Attempts attempts;
    private final CurrentRequest current;

    /** Which requests. */
    record Filter(
            @QueryParam("workspaceId") @Nullable String workspaceId,
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("projectSlug") @Nullable String projectSlug,
            @QueryParam("workspaceSlug") @Nullable String workspaceSlug,
            @QueryParam("environment") @Nullable String environment,
            @QueryParam("committer") @Nullable String committer,
            @QueryParam("status") @Nullable String status,
            @QueryParam("search") @Nullable String search) {
        ProjectRef project() {
            return ProjectRef.spelled("workspaceId", projectId, workspaceId, projectSlug, workspaceSlug);
        }

        Function<UUID, RequestStore.Wanted> wanted() {
            Validation input = new Validation();
            @Nullable UUID author = committer == null || committer.isBlank() ? null : input.id("committer", committer);
            @Nullable String state = status == null || status.isBlank() ? null : status;
            input.check(
                    state == null || state.equals("open") || state.equals("close"), "status", "Must be open or close");
            String words = input.text("search", search, "");
            String stage = input.text("environment", environment, "");
            input.done();
            return projectId -> new RequestStore.Wanted(
                    projectId, stage.isEmpty() ? null : stage, author, state, words.isEmpty() ? null : words);
        }
    }

    /** What an approver says. */
    record ReviewBody(@Nullable String status, @Nullable String comment) {}

    /** What is to become of a request. */
    record StatusBody(@Nullable String status) {}

    /** Why the approvals are not waited for. */
    record MergeBody(@Nullable String bypassReason) {}

    RequestResource(RequestLookups lookups, Reviews reviews, Merges merges, Attempts attempts, CurrentRequest current) {
        this.lookups = lookups;
        this.reviews = reviews;
        this.merges = merges;
        this.attempts = attempts;
        this.current = current;
    }

    @GET
    public Uni<RequestView.Many> list(
            @BeanParam Filter filter,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("offset") @Nullable String offset) {
        return recorded("approval-request-list", attempt -> {
            Validation input = new Validation();
            int rows = (int) input.number("limit", limit, 20, 1, 100);
            int skipped = (int) input.number("offset", offset, 0, 0, 999_999_999);
            input.done();
            return lookups.list(filter.project(), filter.wanted(), rows, skipped, attempt);
        });
    }

    @GET
    @Path("/count")
    public Uni<RequestView.Counted> count(@BeanParam Filter filter) {
        return recorded("approval-request-count", attempt -> lookups.count(filter.project(), filter.wanted(), attempt));
    }

    @GET
    @Path("/{id}")
    public Uni<RestResponse<RequestView.One>> find(@PathParam("id") String id) {
        return recorded("approval-request-get", attempt -> lookups.find(id(id), attempt))
                .map(RequestResource::uncached);
    }

    @POST
    @Path("/{id}/review")
    public Uni<RequestView.Reviewed> review(@PathParam("id") String id, @Nullable ReviewBody body) {
        return recorded("secret-approval-request-review", attempt -> {
                    @Nullable String status = body == null ? null : body.status;
                    boolean approved = choice(status, "approved", "rejected");
                    return reviews.review(
                            id(id), approved, text("comment", body == null ? null : body.comment), attempt);
                })
                .map(RequestView.ReviewView::of)
                .map(RequestView.Reviewed::new);
    }

    @POST
    @Path("/{id}/merge")
    public Uni<RequestView.One> merge(@PathParam("id") String id, @Nullable MergeBody body) {
        return recorded("secret-approval-merged", attempt -> {
                    String reason = text("bypassReason", body == null ? null : body.bypassReason);
                    return merges.merge(id(id), reason.isEmpty() ? null : reason, attempt);
                })
                .map(matter -> new RequestView.One(RequestView.of(matter.request(), matter.policy())));
    }

    @POST
    @Path("/{id}/status")
    public Uni<RequestView.One> status(@PathParam("id") String id, @Nullable StatusBody body) {
        @Nullable String status = body == null ? null : body.status;
        return recorded(
                        "open".equals(status) ? "secret-approval-reopened" : "secret-approval-closed",
                        attempt -> reviews.status(id(id), choice(status, "open", "close"), attempt))
                .map(matter -> new RequestView.One(RequestView.of(matter.request(), matter.policy())));
    }

    private <T> Uni<T> recorded(String event, Function<Attempt, Uni<T>> work) {
        Attempt attempt = new Attempt(current.caller(), current.event(event));
        return attempts.recorded(attempt, () -> {
            if (attempt.caller().kind() != Caller.Kind.USER) {
                throw ApprovalRefused.forbidden("Approval requests are for people; log in as a user.");
            }
            return work.apply(attempt);
        });
    }

    /** What is no id is the id of no request. */
    private static UUID id(String text) {
        return PublicId.parse(text).orElseThrow(() -> new RequestNotFound(text));
    }

    private static boolean choice(@Nullable String given, String yes, String no) {
        if (!yes.equals(given) && !no.equals(given)) {
            throw InvalidInput.of("status", "Must be %s or %s".formatted(yes, no));
        }
        return yes.equals(given);
    }

    private static String text(String field, @Nullable String given) {
        Validation input = new Validation();
        String text = input.text(field, given, "");
        input.check(text.length() <= MAX_TEXT, field, "Must be at most %d characters".formatted(MAX_TEXT));
        input.done();
        return text;
    }

    private static RestResponse<RequestView.One> uncached(RequestView view) {
        return RestResponse.ResponseBuilder.ok(new RequestView.One(view), MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
