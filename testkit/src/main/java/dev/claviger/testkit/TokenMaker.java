package dev.claviger.testkit;

import java.security.Key;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * One token in the making. Each method returns a changed copy, so a maker can be kept and varied; {@link #make} signs it, and
 * the {@code make…} methods beside it produce what a verifier must refuse.
 */
public final class TokenMaker {
    private static final Duration HOUR = Duration.ofHours(1);

    private final KeyPair key;
    private final Map<String, Object> claims;

    /** Valid for an hour from now, with an id of its own. */
    static TokenMaker signedBy(KeyPair key) {
        return new TokenMaker(
                        key,
                        Map.of(
                                "iss",
                                TestTokens.ISSUER,
                                "jti",
                                UUID.randomUUID().toString()))
                .valid(Instant.now(), HOUR);
    }

    private TokenMaker(KeyPair key, Map<String, Object> claims) {
        this.key = key;
        this.claims = claims;
    }

    public TokenMaker identityId(UUID id) {
        return claim("identityId", id.toString());
    }

    public TokenMaker identityName(String name) {
        return claim("identityName", name);
    }

    public TokenMaker orgId(UUID id) {
        return claim("orgId", id.toString());
    }

    /** One of admin, member, no-access. */
    public TokenMaker orgRole(String role) {
        return claim("orgRole", role);
    }

    public TokenMaker authMethod(String method) {
        return claim("authMethod", method);
    }

    public TokenMaker tokenId(UUID id) {
        return claim("jti", id.toString());
    }

    /** The job that logged in. */
    public TokenMaker provenance(Map<String, String> facts) {
        return claim("prov", Map.copyOf(facts));
    }

    /** The claims of the foreign token the identity logged in with. */
    public TokenMaker oidcClaims(Map<String, String> facts) {
        return claim("identityAuth", Map.of("oidc", Map.of("claims", Map.copyOf(facts))));
    }

    public TokenMaker issuer(String issuer) {
        return claim("iss", issuer);
    }

    /** Issued then, valid from then on for the given time. */
    public TokenMaker valid(Instant from, Duration length) {
        return claim("iat", from.getEpochSecond())
                .claim("exp", from.plus(length).getEpochSecond());
    }

    /** It has run out a minute ago. */
    public TokenMaker expired() {
        return valid(Instant.now().minus(HOUR).minusSeconds(60), HOUR);
    }

    public TokenMaker claim(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(claims);
        more.put(name, value);
        return new TokenMaker(key, more);
    }

    public TokenMaker without(String name) {
        Map<String, Object> fewer = new LinkedHashMap<>(claims);
        fewer.remove(name);
        return new TokenMaker(key, fewer);
    }

    /** The token as auth-service would sign it. */
    public String make() {
        return sign(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, SharedTokenKeys.KEY_ID, key.getPrivate());
    }

    /** Says {@code alg=none} and has no signature. */
    public String makeUnsigned() {
        return sign(AlgorithmIdentifiers.NONE, SharedTokenKeys.KEY_ID, null);
    }

    /** Names our key, but another one signed it. */
    public String makeWithForeignKey() {
        Key foreign = SharedTokenKeys.newKey().getPrivate();
        return sign(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, SharedTokenKeys.KEY_ID, foreign);
    }

    /** Properly signed under a key id that is not published. */
    public String makeWithUnknownKeyId() {
        return sign(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, "unknown-key", key.getPrivate());
    }

    /** The algorithm confusion attack: HS256 with our public key as the shared secret. */
    public String makeWithPublicKeyAsSecret() {
        Key secret = new HmacKey(key.getPublic().getEncoded());
        return sign(AlgorithmIdentifiers.HMAC_SHA256, SharedTokenKeys.KEY_ID, secret);
    }

    /** One claim was changed after the signature. */
    public String makeTampered() {
        String[] honest = make().split("\\.", -1);
        String[] forged = orgRole("admin").claim("forged", true).make().split("\\.", -1);
        return honest[0] + "." + forged[1] + "." + honest[2];
    }

    private String sign(String algorithm, String keyId, @Nullable Key signer) {
        JwtClaims content = new JwtClaims();
        claims.forEach(content::setClaim);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKeyIdHeaderValue(keyId);
        signature.setHeader("typ", "JWT");
        signature.setPayload(content.toJson());
        signature.setKey(signer);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
