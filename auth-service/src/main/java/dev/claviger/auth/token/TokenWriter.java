package dev.claviger.auth.token;

import dev.claviger.kernel.caller.LoginFacts;
import dev.claviger.kernel.caller.TokenConfig;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Writes and signs access tokens with the claims of http-api.md 3.7. */
@ApplicationScoped
class TokenWriter {
    /** What every service accepts, see {@link dev.claviger.kernel.caller.TokenVerifier}. */
    private static final int MAX_LENGTH = 16_384;

    private final SigningKeys keys;
    private final String issuer;

    TokenWriter(SigningKeys keys, TokenConfig config) {
        this.keys = keys;
        this.issuer = config.issuer();
    }

    /**
     * Returns the token, signed with the present key.
     *
     * @param id the {@code jti} that all renewals of a login share
     * @param now in whole seconds
     */
    String write(UUID id, Login login, Lifetime lifetime, Instant createdAt, Instant now) {
        SigningKey key = keys.current();
        JwtClaimsBuilder claims = Jwt.claims()
                .issuer(issuer)
                .claim("jti", id.toString())
                .issuedAt(now)
                .claim("authTokenType", "identityAccessToken")
                .claim("identityId", login.identityId().toString())
                .claim("identityName", login.identityName())
                .claim("authMethod", login.method())
                .claim("identityAccessTokenId", id.toString())
                .claim("creationEpoch", createdAt.getEpochSecond())
                .claim("prov", login.provenance().sorted());
        organisation(claims, login);
        limits(claims, login.policy());
        if (lifetime.seconds() > 0) {
            claims.expiresAt(now.plusSeconds(lifetime.seconds()));
        }
        if (login.clientSecretId() != null) {
            claims.claim("clientSecretId", login.clientSecretId().toString());
        }
        if (!login.claims().isEmpty()) {
            claims.claim("identityAuth", LoginFacts.write(login.method(), login.claims()));
        }
        String token =
                claims.jws().algorithm(SignatureAlgorithm.ES256).keyId(key.id()).sign(key.privateKey());
        if (token.length() > MAX_LENGTH) {
            throw TokenRejected.tooLarge();
        }
        return token;
    }

    private static void organisation(JwtClaimsBuilder claims, Login login) {
        String org = login.orgId().toString();
        claims.claim("orgId", org)
                .claim("rootOrgId", org)
                .claim("parentOrgId", org)
                .claim("orgRole", login.rights().role().slug());
    }

    private static void limits(JwtClaimsBuilder claims, TokenPolicy policy) {
        boolean restricted = !policy.trustedIps().equals(TrustedIps.ANY);
        if (restricted) {
            claims.claim("trustedIps", List.of(policy.trustedIps().texts()));
        }
        claims.claim("accessTokenTTL", policy.ttl())
                .claim("accessTokenMaxTTL", policy.maxTtl())
                .claim("accessTokenPeriod", policy.period())
                .claim("numUsesLimit", policy.usesLimit())
                .claim("ipRestrictionEnabled", restricted);
    }
}
