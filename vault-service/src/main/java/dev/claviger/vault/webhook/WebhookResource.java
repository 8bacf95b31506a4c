package dev.claviger.vault.webhook;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.PublicId;
import dev.claviger.vault.webhook.WebhookRequests.Creation;
import dev.claviger.vault.webhook.WebhookRequests.Edit;
import dev.claviger.vault.webhook.WebhookRequests.Listing;
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
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Webhooks (http-api.md 5.8). */
@Path("/api/v1/webhooks")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class WebhookResource {
    private static final String ONE = "/{id}";

    private final WebhookChanges changes;
    private final WebhookLookups lookups;
    private final WebhookTests tests;
    private final CurrentRequest request;

    record OneWebhook(String message, WebhookView webhook) {}

    record ManyWebhooks(String message, List<WebhookView> webhooks) {}

    WebhookResource(WebhookChanges changes, WebhookLookups lookups, WebhookTests tests, CurrentRequest request) {
        this.changes = changes;
        this.lookups = lookups;
        this.tests = tests;
        this.request = request;
    }

    @POST
    public Uni<OneWebhook> create(@Nullable Creation body) {
        return changes.create(request.caller(), body == null ? Creation.EMPTY : body, request.event("create-webhook"))
                .chain(lookups::whole)
                .map(created -> new OneWebhook("Successfully created webhook", created));
    }

    @GET
    public Uni<ManyWebhooks> list(
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("workspaceId") @Nullable String workspaceId,
            @QueryParam("projectSlug") @Nullable String projectSlug,
            @QueryParam("workspaceSlug") @Nullable String workspaceSlug,
            @QueryParam("environment") @Nullable String environment,
            @QueryParam("secretPath") @Nullable String secretPath) {
        return lookups.list(
                        request.caller(),
                        () -> Listing.parse(
                                ProjectRef.spelled("projectId", projectId, workspaceId, projectSlug, workspaceSlug),
                                environment,
                                secretPath),
                        request.event("get-webhooks"))
                .map(found -> new ManyWebhooks("Successfully fetched webhook", found));
    }

    @GET
    @Path(ONE)
    public Uni<OneWebhook> find(@PathParam("id") String id) {
        return lookups.byId(request.caller(), webhook(id), request.event("get-webhook"))
                .map(found -> new OneWebhook("Successfully fetched webhook", found));
    }

    @PATCH
    @Path(ONE)
    public Uni<OneWebhook> update(@PathParam("id") String id, @Nullable Edit body) {
        return changes.update(
                        request.caller(),
                        webhook(id),
                        body == null ? Edit.EMPTY : body,
                        request.event("update-webhook-status"))
                .chain(lookups::whole)
                .map(changed -> new OneWebhook("Successfully updated webhook", changed));
    }

    @DELETE
    @Path(ONE)
    public Uni<OneWebhook> delete(@PathParam("id") String id) {
        return changes.delete(request.caller(), webhook(id), request.event("delete-webhook"))
                .chain(lookups::whole)
                .map(gone -> new OneWebhook("Successfully deleted webhook", gone));
    }

    @POST
    @Path(ONE + "/test")
    public Uni<OneWebhook> test(@PathParam("id") String id) {
        return tests.test(request.caller(), webhook(id), request.event("webhook-triggered"))
                .map(tried -> new OneWebhook("Successfully tested webhook", tried));
    }

    private static UUID webhook(String id) {
        return PublicId.parse(id).orElseThrow(() -> new WebhookNotFound(id));
    }
}
