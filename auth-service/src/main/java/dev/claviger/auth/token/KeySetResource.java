package dev.claviger.auth.token;

import dev.claviger.auth.AuthConfig;
import dev.claviger.kernel.caller.KeysUnavailable;
import dev.claviger.kernel.http.PublicRoute;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;

/** The public halves of the signing keys (RFC 7517), for the other services and for whoever wants to check a token. */
@Path("/.well-known/jwks.json")
@Produces(MediaType.APPLICATION_JSON)
class KeySetResource {
    private final SigningKeys keys;
    private final long maxAgeSeconds;

    KeySetResource(SigningKeys keys, AuthConfig config) {
        this.keys = keys;
        this.maxAgeSeconds = config.signingKeys().keySetMaxAge().toSeconds();
    }

    @GET
    @PublicRoute
    public RestResponse<KeySet> keySet() {
        List<SigningKey> all = keys.all();
        if (all.isEmpty()) {
            throw new KeysUnavailable();
        }
        KeySet published =
                new KeySet(all.stream().map(KeySetResource::published).toList());
        return ResponseBuilder.ok(published)
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=" + maxAgeSeconds)
                .build();
    }

    private static Map<String, Object> published(SigningKey key) {
        EllipticCurveJsonWebKey jwk = new EllipticCurveJsonWebKey(key.publicKey());
        jwk.setKeyId(key.id());
        jwk.setUse("sig");
        jwk.setAlgorithm(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        return jwk.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    /** A JWK set. */
    public record KeySet(List<Map<String, Object>> keys) {}
}
