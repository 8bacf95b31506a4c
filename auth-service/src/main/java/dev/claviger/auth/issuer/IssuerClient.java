package dev.claviger.auth.issuer;

import dev.claviger.auth.AuthConfig;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.outbound.FetchRules;
import dev.claviger.kernel.outbound.Fetched;
import dev.claviger.kernel.outbound.GuardedHttp;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Asks an issuer for its name and its keys (OpenID Connect Discovery 1.0). */
@ApplicationScoped
class IssuerClient {
    private static final int MOST_KEYS = 100;

    private final GuardedHttp http;
    private final Set<String> additionalKeyHosts;

    IssuerClient(GuardedHttp http, AuthConfig config) {
        this.http = http;
        this.additionalKeyHosts = config.oidc().additionalKeyHosts().orElse(Set.of());
    }

    /** Fails with {@link IssuerUnavailable}, which says what went wrong. */
    Uni<KeySet> fetch(KeyAddress address) {
        FetchRules rules = FetchRules.json().trusting(address.caCert());
        Uni<KeySet> keys = switch (address) {
            case IssuerAddress issuer -> discover(issuer, rules);
            case KeySetAddress set -> http.get(set.url(), rules).map(found -> keySet(set, "", found));
        };
        return keys.onFailure(failure -> failure instanceof Failure && !(failure instanceof IssuerUnavailable))
                .transform(failure -> new IssuerUnavailable(address.host(), String.valueOf(failure.getMessage())));
    }

    private Uni<KeySet> discover(IssuerAddress address, FetchRules rules) {
        return http.get(address.document(), rules)
                .map(document -> discovery(address, document))
                .chain(discovery ->
                        http.get(discovery.keys(), rules).map(found -> keySet(address, discovery.issuer(), found)));
    }

    private record Discovery(String issuer, URI keys) {}

    private Discovery discovery(IssuerAddress address, Fetched document) {
        JsonObject json = json(address, document);
        URI keys = keys(address, json.getValue("jwks_uri"));
        if (!(json.getValue("issuer") instanceof String issuer)) {
            throw new IssuerUnavailable(address.host(), "its discovery document names no issuer");
        }
        return new Discovery(issuer, keys);
    }

    /** On the same host, or one that the operator has listed: whoever can change the document cannot point elsewhere. */
    private URI keys(IssuerAddress address, @Nullable Object given) {
        if (!(given instanceof String text)) {
            throw new IssuerUnavailable(address.host(), "its discovery document names no jwks_uri");
        }
        try {
            URI keys = URI.create(text);
            String host = String.valueOf(keys.getHost()).toLowerCase(Locale.ROOT);
            boolean same = host.equals(address.host().toLowerCase(Locale.ROOT));
            if (!same && !additionalKeyHosts.contains(host)) {
                throw new IssuerUnavailable(address.host(), "its jwks_uri is on another host");
            }
            return keys;
        } catch (IllegalArgumentException e) {
            throw new IssuerUnavailable(address.host(), "its jwks_uri is not a URL");
        }
    }

    private static JsonObject json(KeyAddress address, Fetched document) {
        try {
            if (Json.decodeValue(document.body()) instanceof JsonObject object) {
                return object;
            }
        } catch (DecodeException e) {
            Log.debugf("unreadable document host=%s", address.host());
        }
        throw new IssuerUnavailable(address.host(), "its discovery document or key set is not a JSON object");
    }

    /** A set without one usable key is no set: what was good before goes on serving. */
    private static KeySet keySet(KeyAddress address, String issuer, Fetched found) {
        if (!(json(address, found).getValue("keys") instanceof JsonArray given)) {
            throw new IssuerUnavailable(address.host(), "its key set is unreadable");
        }
        List<KeySet.Entry> entries = given.stream()
                .limit(MOST_KEYS)
                .map(IssuerClient::entry)
                .flatMap(Optional::stream)
                .filter(entry -> SignatureAlgorithm.anyFits(entry.key()))
                .toList();
        if (entries.isEmpty()) {
            throw new IssuerUnavailable(address.host(), "its key set has no key that ID tokens may be signed with");
        }
        return new KeySet(issuer, entries);
    }

    /** A key that we cannot read does not spoil the ones beside it. */
    private static Optional<KeySet.Entry> entry(Object given) {
        if (!(given instanceof JsonObject fields)) {
            return Optional.empty();
        }
        try {
            PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(fields.getMap());
            return isForSignatures(key)
                    ? Optional.of(new KeySet.Entry(key.getKeyId(), key.getAlgorithm(), key.getPublicKey()))
                    : Optional.empty();
        } catch (JoseException | IllegalArgumentException | ClassCastException e) {
            return Optional.empty();
        }
    }

    private static boolean isForSignatures(JsonWebKey key) {
        return key.getUse() == null || key.getUse().equals("sig");
    }
}
