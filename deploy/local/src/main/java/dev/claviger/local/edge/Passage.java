package dev.claviger.local.edge;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.util.List;
import java.util.stream.Stream;

/**
 * What happens to headers on the way through: a request id and the address of the peer are added, what concerns one
 * connection only is taken out, all else stays.
 */
final class Passage implements ProxyInterceptor {

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final List<String> OF_ONE_CONNECTION =
            List.of("Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "TE", "Trailer", "Upgrade");

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        ProxyRequest request = context.request();
        MultiMap headers = request.headers();
        dropWhatConcernsOneConnection(headers);
        headers.remove(HttpHeaders.EXPECT); // the edge has answered it
        addPeer(headers, request.proxiedRequest().remoteAddress().hostAddress());
        String requestId = RequestId.in(headers);
        keepHost(request);
        return context.sendRequest().otherwise(failure -> unavailable(request, requestId));
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
        ProxyResponse response = context.response();
        dropWhatConcernsOneConnection(response.headers());
        if (isWithoutBody(response)) {
            var _ = response.getBody().stream().resume();
            var _ = response.setBody(null);
        }
        return context.sendResponse();
    }

    /** Such an answer must not get a {@code Transfer-Encoding}, which the proxy would add where no length is known. */
    private static boolean isWithoutBody(ProxyResponse response) {
        return switch (response.getStatusCode()) {
            case 204, 304 -> true;
            default ->
                response.request().getMethod().equals(HttpMethod.HEAD)
                        && response.getBody().length() < 0;
        };
    }

    private static void dropWhatConcernsOneConnection(MultiMap headers) {
        List<String> named = headers.getAll(HttpHeaders.CONNECTION).stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        named.forEach(headers::remove);
        OF_ONE_CONNECTION.forEach(headers::remove);
    }

    private static void addPeer(MultiMap headers, String peer) {
        List<String> before = headers.getAll(FORWARDED_FOR);
        headers.set(FORWARDED_FOR, before.isEmpty() ? peer : String.join(", ", before) + ", " + peer);
    }

    private static void keepHost(ProxyRequest request) {
        HostAndPort asked = request.proxiedRequest().authority();
        if (asked != null) {
            var _ = request.setAuthority(asked);
        }
    }

    private static ProxyResponse unavailable(ProxyRequest request, String requestId) {
        Refusal refusal = Refusal.unavailable(requestId);
        return request.release()
                .response()
                .setStatusCode(refusal.statusCode())
                .putHeader("Retry-After", "1")
                .putHeader(RequestId.HEADER, requestId)
                .setBody(Body.body(refusal.json()))
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    }
}
