package dev.claviger.auth.tlscert;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.token.TrustedIps;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The proxies that may say which certificate a client has shown. */
@ApplicationScoped
class Edge {
    private final String header;
    private final TrustedIps proxies;

    Edge(AuthConfig config) {
        this.header = config.tlsCert().header();
        Set<String> trusted = config.tlsCert().trustedProxies().orElse(Set.of());
        this.proxies = TrustedIps.of(trusted.toArray(String[]::new));
    }

    /**
     * What the proxy at the other end of this very connection has written; never what a header says about where the request came from.
     * Empty for everybody else, and when the header is there more than once, since then somebody else has written one of them.
     */
    Optional<String> shown(HttpServerRequest request) {
        List<String> values = request.headers().getAll(header);
        boolean isTrusted = request.remoteAddress() != null
                && proxies.contains(String.valueOf(request.remoteAddress().hostAddress()));
        return isTrusted && values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }
}
