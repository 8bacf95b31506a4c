package dev.claviger.auth.token;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.TokenConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;

/**
 * Writes and signs the tokens of people. They are JWTs like those of machines, with the claims of http-api.md 3.7, and the id of the
 * session as {@code jti}. Without an organisation they lack the claims that every service asks for. They are short, since people paste them
 * into terminals: of the claims there, those that neither a service nor a client reads are left out.
 */
@ApplicationScoped
public class UserTokens {
    /** The type of a token that can only be exchanged for one that has passed the second factor. */
    public static final String SECOND_FACTOR = "mfaToken";

    /** The type of a token that may be used. */
    public static final String ACCESS = "accessToken";

    private final TokenSigner signer;
    private final Clock clock;
    private final String issuer;

    UserTokens(TokenSigner signer, Clock clock, TokenConfig config) {
        this.signer = signer;
        this.clock = clock;
        this.issuer = config.issuer();
    }

    public Secret access(UserToken token) {
        JwtClaims claims = claims(ACCESS, token.sessionId(), token.userId(), token.end());
        claims.setStringClaim("username", token.username());
        claims.setStringClaim("authMethod", token.method());
        if (token.mfaVerified()) {
            claims.setClaim("isMfaVerified", true);
        }
        UserToken.Place place = token.place();
        if (place != null) {
            claims.setStringClaim("organizationId", place.orgId().toString());
            claims.setStringClaim("orgRole", place.role().slug());
        }
        return Secret.of(signer.sign(claims));
    }

    /** A token that stands for a second factor still to be shown. */
    public Secret secondFactor(UUID challengeId, UUID userId, Instant end) {
        return Secret.of(signer.sign(claims(SECOND_FACTOR, challengeId, userId, end)));
    }

    private JwtClaims claims(String type, UUID id, UUID userId, Instant end) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setJwtId(id.toString());
        claims.setIssuedAt(NumericDate.fromSeconds(clock.instant().getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(end.getEpochSecond()));
        claims.setStringClaim("authTokenType", type);
        claims.setStringClaim("userId", userId.toString());
        return claims;
    }
}
