package dev.claviger.audit.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.audit.query.AuditLogParams;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/** The log as it grows. */
@Path("/api/x/audit-logs/tail")
class TailResource {
    private final Tails tails;

    TailResource(Tails tails) {
        this.tails = tails;
    }

    /** Takes the conditions of a search, without dates. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "Follow the audit log; Last-Event-ID is the index of the last entry that was seen")
    @APIResponse(
            responseCode = "200",
            description = "Entries as they arrive, and pings",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(type = SchemaType.STRING)))
    public Uni<Tail> follow(@BeanParam AuditLogParams params, @RestHeader("Last-Event-ID") @Nullable String lastSeen) {
        return tails.follow(params, lastSeen);
    }

    /** Sends the messages, the next when the client's side has taken the last. A refusal is answered before it comes to this. */
    @Provider
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public static class Opening implements ServerMessageBodyWriter<Tail> {
        @Override
        public boolean isWriteable(
                Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
            return Tail.class.isAssignableFrom(type);
        }

        @Override
        public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
            return Tail.class.isAssignableFrom(type);
        }

        @Override
        public void writeResponse(Tail tail, Type genericType, ServerRequestContext context) {
            ResteasyReactiveRequestContext answer = (ResteasyReactiveRequestContext) context;
            answer.suspend();
            ServerHttpResponse response = context.serverResponse();
            response.setResponseHeader("Content-Type", MediaType.SERVER_SENT_EVENTS);
            response.setResponseHeader("Cache-Control", "no-cache, no-transform");
            response.setResponseHeader("X-Accel-Buffering", "no");
            response.setChunked(true);
            Cancellable sending = tail.messages()
                    .onItem()
                    .transformToUniAndConcatenate(
                            text -> Uni.createFrom().completionStage(() -> response.write(text.getBytes(UTF_8))))
                    .subscribe()
                    .with(
                            sent -> {},
                            failed -> {
                                response.reset();
                                answer.resume();
                            },
                            () -> {
                                response.end();
                                answer.resume();
                            });
            response.addCloseHandler(sending::cancel);
            tail.cutWith(() -> {
                sending.cancel();
                response.reset();
                answer.resume();
            });
        }

        @Override
        public void writeTo(
                Tail tail,
                Class<?> type,
                Type genericType,
                Annotation[] annotations,
                MediaType mediaType,
                MultivaluedMap<String, Object> httpHeaders,
                OutputStream entityStream)
                throws IOException {
            throw new IOException("a stream of the log is never written to a plain stream");
        }
    }
}
