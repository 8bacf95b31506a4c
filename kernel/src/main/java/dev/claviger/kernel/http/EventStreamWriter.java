package dev.claviger.kernel.http;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Answers with server-sent events: hands the connection over to a stream, which writes to it as long as it lasts. A refusal is answered before
 * it comes to this. A subclass is a {@link Provider}.
 *
 * @param <T> the stream
 */
public abstract class EventStreamWriter<T> implements ServerMessageBodyWriter<T> {
    private final Class<T> streams;

    protected EventStreamWriter(Class<T> streams) {
        this.streams = streams;
    }

    /** Begins; never blocks. */
    protected abstract void open(T stream, Connection connection);

    /** The connection to a client. Whoever has it ends it or cuts it, once. */
    public static final class Connection {
        private final ResteasyReactiveRequestContext answer;
        private final ServerHttpResponse response;

        private Connection(ResteasyReactiveRequestContext answer, ServerHttpResponse response) {
            this.answer = answer;
            this.response = response;
        }

        /** Completes when the bytes have left. */
        public CompletionStage<Void> write(byte[] bytes) {
            return response.write(bytes);
        }

        /** Ends the answer in order. */
        public void end() {
            response.end();
            answer.resume();
        }

        /** Ends it at once. */
        public void cut() {
            response.reset();
            answer.resume();
        }

        /** Runs when the connection is gone, whoever ended it. */
        public void onClose(Runnable reaction) {
            response.addCloseHandler(reaction);
        }
    }

    @Override
    public final boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return streams.isAssignableFrom(type);
    }

    @Override
    public final boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return streams.isAssignableFrom(type);
    }

    @Override
    public final void writeResponse(T stream, Type genericType, ServerRequestContext context) {
        ResteasyReactiveRequestContext answer = (ResteasyReactiveRequestContext) context;
        answer.suspend();
        ServerHttpResponse response = context.serverResponse();
        response.setResponseHeader("Content-Type", MediaType.SERVER_SENT_EVENTS);
        response.setResponseHeader("Cache-Control", "no-cache, no-transform");
        response.setResponseHeader("X-Accel-Buffering", "no");
        response.setChunked(true);
        open(stream, new Connection(answer, response));
    }

    @Override
    public final void writeTo(
            T stream,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> httpHeaders,
            OutputStream entityStream)
            throws IOException {
        throw new IOException("a stream of events is never written to a plain stream");
    }
}
