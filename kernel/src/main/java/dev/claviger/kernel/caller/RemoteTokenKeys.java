package dev.claviger.kernel.caller;

import io.quarkus.arc.DefaultBean;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The key set of auth-service, fetched when a key id is unknown and kept for good: the last good set serves while auth-service is
 * down. Concurrent callers share one fetch, and unknown ids cause at most one fetch per interval.
 */
@DefaultBean
@ApplicationScoped
class RemoteTokenKeys implements TokenKeys {
    private final TokenConfig config;
    private final Clock clock;
    private final HttpClient http;
    private volatile Map<String, PublicKey> known = Map.of();
    private Instant lastFetch = Instant.MIN;
    private @Nullable Uni<Map<String, PublicKey>> running;

    RemoteTokenKeys(TokenConfig config, Clock clock, Vertx vertx) {
        this.config = config;
        this.clock = clock;
        this.http = vertx.createHttpClient();
    }

    @Override
    public Uni<Optional<PublicKey>> find(String keyId) {
        @Nullable PublicKey key = known.get(keyId);
        if (key != null) {
            return Uni.createFrom().item(Optional.of(key));
        }
        return refetch().map(keys -> Optional.ofNullable(keys.get(keyId)));
    }

    private synchronized Uni<Map<String, PublicKey>> refetch() {
        if (running != null) {
            return running;
        }
        Instant now = clock.instant();
        if (!known.isEmpty() && now.isBefore(lastFetch.plus(config.keyRefetchInterval()))) {
            return Uni.createFrom().item(known);
        }
        lastFetch = now;
        Uni<Map<String, PublicKey>> fetch = fetch().invoke(keys -> known = keys)
                .onFailure()
                .invoke(down -> Log.warnf(
                        "token keys not fetched cause=%s", down.getClass().getName()))
                .onFailure()
                .recoverWithUni(this::lastGood)
                .onTermination()
                .invoke(this::finished)
                .memoize()
                .indefinitely();
        running = fetch;
        return fetch;
    }

    private synchronized void finished() {
        running = null;
    }

    private Uni<Map<String, PublicKey>> lastGood() {
        return known.isEmpty()
                ? Uni.createFrom().failure(KeysUnavailable::new)
                : Uni.createFrom().item(known);
    }

    private Uni<Map<String, PublicKey>> fetch() {
        URI keySet = config.url()
                .map(base -> base.resolve("/.well-known/jwks.json"))
                .orElseThrow(() -> new IllegalStateException("claviger.auth.url is not set"));
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(keySet.toString());
        return http.request(options)
                .chain(request -> request.send())
                .chain(HttpClientResponse::body)
                .map(body -> parse(body.toString()))
                .ifNoItem()
                .after(config.keyFetchTimeout())
                .fail();
    }

    private static Map<String, PublicKey> parse(String json) {
        try {
            Map<String, PublicKey> keys = new HashMap<>();
            for (JsonWebKey key : new JsonWebKeySet(json).getJsonWebKeys()) {
                if (key instanceof PublicJsonWebKey publicKey && key.getKeyId() != null) {
                    keys.put(key.getKeyId(), publicKey.getPublicKey());
                }
            }
            return Map.copyOf(keys);
        } catch (JoseException e) {
            throw new IllegalStateException("auth-service sent an unreadable key set", e);
        }
    }
}
