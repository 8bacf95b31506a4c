package dev.claviger.vault.subscription;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.EventStreamWriter;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Event subscription (http-api.md 9.6). */
@Path("/api/v1/events/subscribe")
class SubscriptionResource {
    private final Subscriptions subscriptions;
    private final CurrentRequest request;

    SubscriptionResource(Subscriptions subscriptions, CurrentRequest request) {
        this.subscriptions = subscriptions;
        this.request = request;
    }

    @POST
    @Path("/project-events")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @APIResponse(
            responseCode = "200",
            description = "Changes as they happen, and pings",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(type = SchemaType.STRING)))
    public Uni<EventStream> subscribe(@Nullable SubscriptionRequest body) {
        return subscriptions.subscribe(
                request.caller(),
                body == null ? SubscriptionRequest.EMPTY : body,
                request.bearer(),
                request.event("subscribe-project-events"));
    }

    /** Hands the connection over to the stream. */
    @Provider
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public static class Opening extends EventStreamWriter<EventStream> {
        public Opening() {
            super(EventStream.class);
        }

        @Override
        protected void open(EventStream stream, Connection connection) {
            connection.onClose(stream::gone);
            stream.open(connection);
        }
    }
}
