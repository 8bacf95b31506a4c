package dev.claviger.vault.subscription;

import dev.claviger.kernel.http.CurrentRequest;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
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

    /** Hands the connection over to the stream, which writes to it as long as it lasts. */
    @Provider
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public static class Opening implements ServerMessageBodyWriter<EventStream> {
        @Override
        public boolean isWriteable(
                Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
            return EventStream.class.isAssignableFrom(type);
        }

        @Override
        public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
            return EventStream.class.isAssignableFrom(type);
        }

        @Override
        public void writeResponse(EventStream stream, Type genericType, ServerRequestContext context) {
            ResteasyReactiveRequestContext answer = (ResteasyReactiveRequestContext) context;
            answer.suspend();
            ServerHttpResponse response = context.serverResponse();
            response.setResponseHeader("Content-Type", MediaType.SERVER_SENT_EVENTS);
            response.setResponseHeader("Cache-Control", "no-cache, no-transform");
            response.setResponseHeader("X-Accel-Buffering", "no");
            response.setChunked(true);
            response.addCloseHandler(stream::gone);
            stream.open(new Connection(answer, response));
        }

        @Override
        public void writeTo(
                EventStream stream,
                Class<?> type,
                Type genericType,
                Annotation[] annotations,
                MediaType mediaType,
                MultivaluedMap<String, Object> httpHeaders,
                OutputStream entityStream)
                throws IOException {
            throw new IOException("an event stream is never written to a plain stream");
        }
    }

    private record Connection(ResteasyReactiveRequestContext answer, ServerHttpResponse response)
            implements EventStream.Wire {
        @Override
        public CompletionStage<Void> write(byte[] bytes) {
            return response.write(bytes);
        }

        @Override
        public void end() {
            response.end();
            answer.resume();
        }

        @Override
        public void cut() {
            response.reset();
            answer.resume();
        }
    }
}
