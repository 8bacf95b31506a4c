package dev.claviger.local.gitlab;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/**
 * The keys of the simulated instance: one for sign-ins, one for jobs, and one of a stranger that is never published. Each is made when it is
 * needed first, for that takes long and most instances sign nothing. Thread-safe.
 */
final class SigningKeys {

    private static final int KEY_BITS = 2048;

    private final Map<Use, RsaJsonWebKey> keys = new ConcurrentHashMap<>();

    private enum Use {
        SIGN_IN,
        CI,
        STRANGER
    }

    /** Puts a new CI key in place of the present one, which is no longer published. */
    void rotate() {
        keys.put(Use.CI, newKey());
    }

    private RsaJsonWebKey key(Use use) {
        return keys.computeIfAbsent(use, _ -> newKey());
    }

    /** Returns the public halves as a JWK set. The CI key is last: a verifier that takes the first key fails. */
    Map<String, Object> published() {
        return Map.of(
                JsonWebKeySet.JWK_SET_MEMBER_NAME,
                List.of(
                        key(Use.SIGN_IN).toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY),
                        key(Use.CI).toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)));
    }

    /** Makes all that is published, too: whoever gets a token asks for the keys next, and does not wait for long. */
    String sign(Signature how, String payload) {
        var _ = published();
        return switch (how) {
            case CI_KEY -> rs256(key(Use.CI), key(Use.CI).getKeyId(), payload);
            case OIDC_KEY -> rs256(key(Use.SIGN_IN), key(Use.SIGN_IN).getKeyId(), payload);
            case UNKNOWN_KEY -> rs256(key(Use.STRANGER), key(Use.STRANGER).getKeyId(), payload);
            case FOREIGN_KEY -> rs256(key(Use.STRANGER), key(Use.CI).getKeyId(), payload);
            case HMAC_WITH_PUBLIC_KEY -> hs256(key(Use.CI), payload);
            case NONE -> unsigned(payload);
        };
    }

    private static String rs256(RsaJsonWebKey key, String keyId, String payload) {
        JsonWebSignature token = token(AlgorithmIdentifiers.RSA_USING_SHA256, payload);
        token.setKeyIdHeaderValue(keyId);
        token.setKey(key.getPrivateKey());
        return compact(token);
    }

    private static String hs256(RsaJsonWebKey key, String payload) {
        JsonWebSignature token = token(AlgorithmIdentifiers.HMAC_SHA256, payload);
        token.setKeyIdHeaderValue(key.getKeyId());
        token.setKey(new HmacKey(pem(key.getPublicKey()).getBytes(StandardCharsets.US_ASCII)));
        return compact(token);
    }

    private static String unsigned(String payload) {
        JsonWebSignature token = token(AlgorithmIdentifiers.NONE, payload);
        token.setAlgorithmConstraints(AlgorithmConstraints.ALLOW_ONLY_NONE);
        return compact(token);
    }

    private static JsonWebSignature token(String algorithm, String payload) {
        JsonWebSignature token = new JsonWebSignature();
        token.setAlgorithmHeaderValue(algorithm);
        token.setHeader("typ", "JWT");
        token.setPayload(payload);
        return token;
    }

    private static String compact(JsonWebSignature token) {
        try {
            return token.getCompactSerialization();
        } catch (JoseException defect) {
            throw new IllegalStateException("a token could not be signed", defect);
        }
    }

    private static String pem(PublicKey key) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----\n";
    }

    private static RsaJsonWebKey newKey() {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(KEY_BITS);
            key.setKeyId(key.calculateBase64urlEncodedThumbprint("SHA-256"));
            key.setUse("sig");
            key.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
            return key;
        } catch (JoseException defect) {
            throw new IllegalStateException("this Java makes no RSA keys", defect);
        }
    }
}
