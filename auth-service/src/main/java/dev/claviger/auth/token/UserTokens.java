package dev.claviger.auth.token;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.TokenConfig;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Writes and signs the tokens of people. They are JWTs like those of machines, with the claims of http-api.md 3.7, and the id of the
 * session as {@code jti}. Without an organisation they lack the claims that every service asks for.
 */
@ApplicationScoped
public class UserTokens {
    /** The type of a token that can only be exchanged for one that has passed the second factor. */
    public static final String SECOND_FACTOR = "mfaToken";

    /** The type of a token that may be used. */
    public static final String ACCESS = "accessToken";

    private final SigningKeys keys;
    private final Clock clock;
    private final String issuer;

    UserTokens(SigningKeys keys, Clock clock, TokenConfig config) {
        this.keys = keys;
        this.clock = clock;
        this.issuer = config.issuer();
    }

    public Secret access(UserToken token) {
        String session = token.sessionId().toString();
        JwtClaimsBuilder claims = claims(ACCESS, token.sessionId(), token.userId(), token.end())
                .claim("username", token.username())
                .claim("authMethod", token.method())
                .claim("tokenVersionId", session)
                .claim("accessVersion", 1)
                .claim("isMfaVerified", token.mfaVerified());
        if (token.mfaVerified()) {
            claims.claim("mfaMethod", "totp");
        }
        UserToken.Place place = token.place();
        if (place != null) {
            claims.claim("organizationId", place.orgId().toString())
                    .claim("orgRole", place.role().slug());
        }
        return sign(claims);
    }

    /** A token that stands for a second factor still to be shown. */
    public Secret secondFactor(UUID challengeId, UUID userId, Instant end) {
        return sign(claims(SECOND_FACTOR, challengeId, userId, end));
    }

    private JwtClaimsBuilder claims(String type, UUID id, UUID userId, Instant end) {
        return Jwt.claims()
                .issuer(issuer)
                .claim("jti", id.toString())
                .issuedAt(clock.instant().truncatedTo(ChronoUnit.SECONDS))
                .expiresAt(end.truncatedTo(ChronoUnit.SECONDS))
                .claim("authTokenType", type)
                .claim("userId", userId.toString());
    }

    private Secret sign(JwtClaimsBuilder claims) {
        SigningKey key = keys.current();
        return Secret.of(
                claims.jws().algorithm(SignatureAlgorithm.ES256).keyId(key.id()).sign(key.privateKey()));
    }
}
