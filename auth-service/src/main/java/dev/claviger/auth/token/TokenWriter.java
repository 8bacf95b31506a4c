package dev.claviger.auth.token;

import dev.claviger.kernel.caller.LoginFacts;
import dev.claviger.kernel.caller.TokenConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;

/** Writes and signs access tokens with the claims of http-api.md 3.7. */
@ApplicationScoped
class TokenWriter {
    /** What every service accepts, see {@link dev.claviger.kernel.caller.TokenVerifier}. */
    private static final int MAX_LENGTH = 16_384;

    private final TokenSigner signer;
    private final String issuer;

    TokenWriter(TokenSigner signer, TokenConfig config) {
        this.signer = signer;
        this.issuer = config.issuer();
    }

    /**
     * Returns the token, signed with the present key.
     *
     * @param id the {@code jti} that all renewals of a login share
     * @param now in whole seconds
     */
    String write(UUID id, Login login, Lifetime lifetime, Instant createdAt, Instant now) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setJwtId(id.toString());
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setStringClaim("authTokenType", "identityAccessToken");
        claims.setStringClaim("identityId", login.identityId().toString());
        claims.setStringClaim("identityName", login.identityName());
        claims.setStringClaim("authMethod", login.method());
        claims.setStringClaim("identityAccessTokenId", id.toString());
        claims.setClaim("creationEpoch", createdAt.getEpochSecond());
        claims.setClaim("prov", login.provenance().sorted());
        organisation(claims, login);
        limits(claims, login.policy());
        if (lifetime.seconds() > 0) {
            claims.setExpirationTime(NumericDate.fromSeconds(now.getEpochSecond() + lifetime.seconds()));
        }
        if (login.clientSecretId() != null) {
            claims.setStringClaim("clientSecretId", login.clientSecretId().toString());
        }
        if (!login.claims().isEmpty()) {
            claims.setClaim("identityAuth", LoginFacts.write(login.method(), login.claims()));
        }
        String token = signer.sign(claims);
        if (token.length() > MAX_LENGTH) {
            throw TokenRejected.tooLarge();
        }
        return token;
    }

    private static void organisation(JwtClaims claims, Login login) {
        String org = login.orgId().toString();
        claims.setStringClaim("orgId", org);
        claims.setStringClaim("rootOrgId", org);
        claims.setStringClaim("parentOrgId", org);
        claims.setStringClaim("orgRole", login.rights().role().slug());
    }

    private static void limits(JwtClaims claims, TokenPolicy policy) {
        boolean restricted = !policy.trustedIps().equals(TrustedIps.ANY);
        if (restricted) {
            claims.setClaim("trustedIps", List.of(policy.trustedIps().texts()));
        }
        claims.setClaim("accessTokenTTL", policy.ttl());
        claims.setClaim("accessTokenMaxTTL", policy.maxTtl());
        claims.setClaim("accessTokenPeriod", policy.period());
        claims.setClaim("numUsesLimit", policy.usesLimit());
        claims.setClaim("ipRestrictionEnabled", restricted);
    }
}
