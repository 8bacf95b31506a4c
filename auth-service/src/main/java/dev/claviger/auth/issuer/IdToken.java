package dev.claviger.auth.issuer;

import dev.claviger.kernel.Secret;
import java.security.PublicKey;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * An ID token whose header was read and found harmless. Nothing in it is believed before {@link #claims} has found the key.
 *
 * @param keyId null when the header has none
 */
record IdToken(Secret text, @Nullable String keyId, SignatureAlgorithm algorithm) {
    private static final int MOST_KEY_ID = 256;

    /** They bring a key along, or change how the token is read. */
    private static final Set<String> FORBIDDEN = Set.of("jku", "jwk", "x5u", "x5c", "crit", "b64", "zip", "enc");

    /**
     * Reads the header.
     *
     * @throws IdTokenRefused for anything but a plain signed JWT (RFC 8725, sections 3.1, 3.10, 3.11)
     */
    static IdToken parse(Secret text, int maxLength) {
        if (text.reveal().length() > maxLength) {
            throw new IdTokenRefused("check=form: the token is longer than %d characters".formatted(maxLength));
        }
        Map<String, Object> header = header(text);
        if (!Collections.disjoint(header.keySet(), FORBIDDEN)) {
            throw new IdTokenRefused("check=header: the token brings its own key or critical headers");
        }
        if (!(header.getOrDefault("typ", "JWT") instanceof String type) || !type.equalsIgnoreCase("JWT")) {
            throw new IdTokenRefused("check=header: typ is not JWT");
        }
        SignatureAlgorithm algorithm = Optional.ofNullable(header.get("alg"))
                .flatMap(name -> SignatureAlgorithm.named(name.toString()))
                .orElseThrow(() -> new IdTokenRefused("check=header: alg is not one of RS256-RS512, ES256, ES384"));
        return new IdToken(text, keyId(header.get("kid")), algorithm);
    }

    /** The same token, to be tried with every key. */
    IdToken withoutKeyId() {
        return new IdToken(text, null, algorithm);
    }

    /**
     * Returns the claims when one of the keys has made the signature.
     *
     * @throws IdTokenRefused when none has, or when the claims are no JSON object or name one twice
     */
    Map<String, Object> claims(KeySet keys) {
        for (PublicKey key : keys.candidates(keyId, algorithm)) {
            Optional<String> payload = payload(key);
            if (payload.isPresent()) {
                return claims(payload.get());
            }
        }
        throw new IdTokenRefused(
                keyId == null || keys.knows(keyId)
                        ? "check=signature: no key of the issuer has made it"
                        : "check=signature: the issuer has no key with this kid");
    }

    /** The claims as they stand there, whoever wrote them. Throws {@link IdTokenRefused} when they are unreadable. */
    Map<String, Object> unverifiedClaims() {
        try {
            return claims(signature(text).getUnverifiedPayload());
        } catch (JoseException e) {
            throw new IdTokenRefused("check=form: the token is not a signed JWT");
        }
    }

    private Optional<String> payload(PublicKey key) {
        try {
            JsonWebSignature signature = signature(text);
            signature.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, algorithm.name()));
            signature.setKey(key);
            return signature.verifySignature() ? Optional.of(signature.getPayload()) : Optional.empty();
        } catch (JoseException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> claims(String payload) {
        try {
            return JwtClaims.parse(payload).getClaimsMap();
        } catch (InvalidJwtException e) {
            throw new IdTokenRefused("check=form: the claims are unreadable or name one twice");
        }
    }

    private static Map<String, Object> header(Secret text) {
        try {
            return JsonUtil.parseJson(signature(text).getHeaders().getFullHeaderAsJsonString());
        } catch (JoseException e) {
            throw new IdTokenRefused("check=form: the token is not a signed JWT");
        }
    }

    private static JsonWebSignature signature(Secret text) throws JoseException {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setCompactSerialization(text.reveal());
        return signature;
    }

    private static @Nullable String keyId(@Nullable Object given) {
        if (given == null) {
            return null;
        }
        if (given instanceof String id && id.length() <= MOST_KEY_ID) {
            return id;
        }
        throw new IdTokenRefused("check=header: kid is not a text of at most %d characters".formatted(MOST_KEY_ID));
    }
}
