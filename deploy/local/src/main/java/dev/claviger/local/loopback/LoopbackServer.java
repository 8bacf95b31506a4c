package dev.claviger.local.loopback;

import dev.claviger.local.process.LocalFailure;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.BindException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An HTTP server on 127.0.0.1 that is listening from its start until it is closed. */
public final class LoopbackServer implements AutoCloseable {

    /** Asks for any free port. */
    public static final int FREE_PORT = 0;

    private static final String HOST = "127.0.0.1";
    private static final int FREE_PORT_SHARED_BY_ALL_LOOPS = -1;

    private final Vertx vertx;
    private final int port;

    private LoopbackServer(Vertx vertx, int port) {
        this.vertx = vertx;
        this.port = port;
    }

    /**
     * Starts a server.
     *
     * @param options limits and time-outs; host and port in them are not looked at
     * @param loops how many event loops serve it
     * @param handlers makes the handlers, once, from the Vert.x of this server
     * @throws LocalFailure when the port is taken or may not be listened on
     */
    public static LoopbackServer start(
            int port, HttpServerOptions options, int loops, Function<Vertx, Handlers> handlers) {
        Vertx vertx = Vertx.vertx(vertxOptions(loops));
        try {
            Handlers made = handlers.apply(vertx);
            AtomicInteger listening = new AtomicInteger();
            int asked = port == FREE_PORT ? FREE_PORT_SHARED_BY_ALL_LOOPS : port;
            await(vertx.deployVerticle(
                    () -> new Listener(
                            new HttpServerOptions(options).setHost(HOST).setPort(asked), made, listening),
                    new DeploymentOptions().setInstances(loops)));
            return new LoopbackServer(vertx, listening.get());
        } catch (CompletionException failure) {
            await(vertx.close());
            throw new LocalFailure("Port %d cannot be used: %s".formatted(port, reason(failure)), failure);
        }
    }

    /** What answers well-formed requests, and what answers those that are not HTTP. */
    public record Handlers(Handler<HttpServerRequest> requests, Handler<HttpServerRequest> invalidRequests) {

        /** Refuses invalid requests with a bare status. */
        public static Handlers of(Handler<HttpServerRequest> requests) {
            return new Handlers(requests, HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER);
        }
    }

    /** Returns {@code http://127.0.0.1:<port>}, without a slash at the end. */
    public String url() {
        return "http://" + HOST + ":" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static VertxOptions vertxOptions(int loops) {
        return new VertxOptions()
                .setEventLoopPoolSize(loops)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
    }

    private static void await(Future<?> future) {
        var _ = future.toCompletionStage().toCompletableFuture().join();
    }

    private static String reason(CompletionException failure) {
        Throwable cause = failure.getCause();
        return cause instanceof BindException ? "another program listens on it" : String.valueOf(cause);
    }

    /** One listening socket per event loop; Vert.x spreads the connections over them. */
    private static final class Listener extends AbstractVerticle {
        private final HttpServerOptions options;
        private final Handlers handlers;
        private final AtomicInteger listening;

        Listener(HttpServerOptions options, Handlers handlers, AtomicInteger listening) {
            this.options = options;
            this.handlers = handlers;
            this.listening = listening;
        }

        @Override
        public void start(Promise<Void> started) {
            vertx.createHttpServer(options)
                    .requestHandler(handlers.requests())
                    .invalidRequestHandler(handlers.invalidRequests())
                    .listen()
                    .map(HttpServer::actualPort)
                    .onSuccess(listening::set)
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}
