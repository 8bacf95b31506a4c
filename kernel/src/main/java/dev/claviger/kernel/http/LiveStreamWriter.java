package dev.claviger.kernel.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Sends the messages of a stream, the next when the client's side has taken the last. A refusal is answered before it comes to this. */
@Provider
@Produces(MediaType.SERVER_SENT_EVENTS)
public class LiveStreamWriter implements ServerMessageBodyWriter<LiveStream> {
    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return LiveStream.class.isAssignableFrom(type);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return LiveStream.class.isAssignableFrom(type);
    }

    @Override
    public void writeResponse(LiveStream stream, Type genericType, ServerRequestContext context) {
        ResteasyReactiveRequestContext answer = (ResteasyReactiveRequestContext) context;
        answer.suspend();
        ServerHttpResponse response = context.serverResponse();
        response.setResponseHeader("Content-Type", MediaType.SERVER_SENT_EVENTS);
        response.setResponseHeader("Cache-Control", "no-cache, no-transform");
        response.setResponseHeader("X-Accel-Buffering", "no");
        response.setChunked(true);
        Runnable broken = () -> {
            response.reset();
            answer.resume();
        };
        Cancellable sending = stream.messages()
                .onItem()
                .transformToUniAndConcatenate(
                        text -> Uni.createFrom().completionStage(() -> response.write(text.getBytes(UTF_8))))
                .subscribe()
                .with(sent -> {}, failed -> broken.run(), () -> {
                    response.end();
                    answer.resume();
                });
        response.addCloseHandler(sending::cancel);
        stream.cutWith(() -> {
            sending.cancel();
            broken.run();
        });
    }

    @Override
    public void writeTo(
            LiveStream stream,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> httpHeaders,
            OutputStream entityStream)
            throws IOException {
        throw new IOException("a live stream is never written to a plain stream");
    }
}
