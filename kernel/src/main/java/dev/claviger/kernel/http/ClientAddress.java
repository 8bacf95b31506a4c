package dev.claviger.kernel.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** Where a request came from, as far as our own proxies vouch for it. */
final class ClientAddress {
    private ClientAddress() {}

    /**
     * The address of the connection, or with {@code hops} trusted proxies the entry that the outermost of them appended to
     * {@code X-Forwarded-For}. Entries further left were written by the caller and are ignored.
     */
    static String of(HttpServerRequest request, int hops) {
        List<String> chain = request.headers().getAll("X-Forwarded-For").stream()
                .flatMap(header -> List.of(header.split(",", -1)).stream())
                .map(String::strip)
                .toList();
        String peer =
                request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
        if (hops <= 0 || chain.isEmpty()) {
            return peer;
        }
        String entry = chain.get(Math.max(0, chain.size() - hops));
        return entry.length() <= 64 ? entry : peer;
    }
}
