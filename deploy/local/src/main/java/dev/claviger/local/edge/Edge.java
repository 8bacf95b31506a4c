package dev.claviger.local.edge;

import dev.claviger.local.loopback.LoopbackServer;
import dev.claviger.local.loopback.LoopbackServer.Handlers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyOptions;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The reverse proxy in front of the services.
 *
 * <p>A service that cannot be reached is answered for with 503 and {@code Retry-After}; one that is not there at all
 * with 404. Both carry the error body of the suite.
 */
public final class Edge implements AutoCloseable {

    private static final int EVENT_LOOPS = 2;
    private static final int LONGEST_FIRST_LINE_BYTES = 16 * 1024;
    private static final int LARGEST_HEADERS_BYTES = 32 * 1024;
    private static final int CONNECTIONS_PER_SERVICE = 512;
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    /** Longer than the silence between two pings of an event stream. */
    private static final int IDLE_TIMEOUT_SECONDS = 180;

    private static final int KEEP_ALIVE_SECONDS = 60;

    private final Map<Service, SocketAddress> services;
    private final LoopbackServer server;

    private Edge(int port, Map<Service, URI> services) {
        this.services = new EnumMap<>(Service.class);
        services.forEach((service, url) ->
                this.services.put(service, SocketAddress.inetSocketAddress(url.getPort(), url.getHost())));
        this.server = LoopbackServer.start(port, serverOptions(), EVENT_LOOPS, this::handlers);
    }

    /**
     * Starts listening on 127.0.0.1.
     *
     * @param port 0 for any free one
     * @param services where each service is, as {@code http://host:port}; they need not run yet
     * @throws dev.claviger.local.process.LocalFailure when the port is taken
     */
    public static Edge start(int port, Map<Service, URI> services) {
        return new Edge(port, services);
    }

    /** Returns {@code http://127.0.0.1:<port>}, without a slash at the end. */
    public String url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
    }

    private Handlers handlers(Vertx vertx) {
        HttpClient client =
                vertx.createHttpClient(clientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_SERVICE));
        HttpProxy proxy = HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                .origin(this::origin)
                .addInterceptor(new Passage());
        return new Handlers(request -> route(proxy, request), Edge::refuseMalformed);
    }

    private void route(HttpProxy proxy, HttpServerRequest request) {
        if (!request.uri().startsWith("/")) {
            refuseMalformed(request);
        } else if (services.containsKey(serviceFor(request))) {
            proxy.handle(request);
        } else {
            refuse(request, Refusal.notFound(RequestId.in(request.headers())));
        }
    }

    private Future<HttpClientRequest> origin(ProxyContext context) {
        SocketAddress address =
                Objects.requireNonNull(services.get(serviceFor(context.request().proxiedRequest())));
        return context.client().request(new RequestOptions().setServer(address));
    }

    private static Service serviceFor(HttpServerRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        return Routes.serviceFor(query < 0 ? uri : uri.substring(0, query));
    }

    private static void refuseMalformed(HttpServerRequest request) {
        refuse(request, Refusal.malformed(RequestId.in(request.headers())));
    }

    private static void refuse(HttpServerRequest request, Refusal refusal) {
        var _ = request.response()
                .setStatusCode(refusal.statusCode())
                .putHeader("Content-Type", "application/json")
                .putHeader(RequestId.HEADER, refusal.reqId())
                .end(refusal.json());
    }

    private static HttpServerOptions serverOptions() {
        return new HttpServerOptions()
                .setMaxInitialLineLength(LONGEST_FIRST_LINE_BYTES)
                .setMaxHeaderSize(LARGEST_HEADERS_BYTES)
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true)
                .setIdleTimeout(IDLE_TIMEOUT_SECONDS);
    }

    private static HttpClientOptions clientOptions() {
        return new HttpClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setIdleTimeout(IDLE_TIMEOUT_SECONDS)
                .setMaxHeaderSize(LARGEST_HEADERS_BYTES);
    }
}
