package dev.claviger.kernel.caller;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.claviger.kernel.Secret;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Checks access tokens (RFC 8725): ES256 only, a key chosen by {@code kid} from our own set and nothing the header brings along,
 * issuer, life time and type.
 *
 * <p>A token that passed is remembered by its digest for a short while, because checking a signature costs more than a read.
 */
@ApplicationScoped
public class TokenVerifier {
    private static final int MAX_TOKEN_LENGTH = 16_384;
    private static final Set<String> HEADERS = Set.of("alg", "kid", "typ");
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    private final TokenKeys keys;
    private final Clock clock;
    private final String issuer;
    private final Cache<String, Verified> remembered = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfterWrite(REMEMBERED)
            .build();

    TokenVerifier(TokenKeys keys, Clock clock, TokenConfig config) {
        this.keys = keys;
        this.clock = clock;
        this.issuer = config.issuer();
    }

    /**
     * Fails with {@link TokenRefused} for any token that is not ours, not whole or not valid now, and with
     * {@link KeysUnavailable} when that cannot be known.
     */
    public Uni<VerifiedToken> verify(Secret token) {
        String text = token.reveal();
        if (text.length() > MAX_TOKEN_LENGTH) {
            return Uni.createFrom().failure(TokenRefused::invalid);
        }
        String digest = digest(text);
        @Nullable Verified known = remembered.getIfPresent(digest);
        if (known != null) {
            return Uni.createFrom().item(() -> known.at(clock.instant()));
        }
        return Uni.createFrom()
                .item(() -> keyId(text))
                .chain(keys::find)
                .map(found -> check(text, found.orElseThrow(TokenRefused::invalid)))
                .invoke(verified -> remembered.put(digest, verified))
                .map(Verified::token);
    }

    /**
     * The claims of a token that is ours, whole and valid now, whatever it is for. Only auth-service asks this, whose logins have steps
     * with tokens of their own; {@link #verify} refuses those. Fails like {@link #verify}.
     */
    public Uni<Map<String, Object>> claims(Secret token) {
        String text = token.reveal();
        if (text.length() > MAX_TOKEN_LENGTH) {
            return Uni.createFrom().failure(TokenRefused::invalid);
        }
        return Uni.createFrom()
                .item(() -> keyId(text))
                .chain(keys::find)
                .map(found -> claims(text, found.orElseThrow(TokenRefused::invalid)))
                .map(JwtClaims::getClaimsMap);
    }

    /** Forgets what it remembered, so that the next use of any token is checked anew. */
    public void forget() {
        remembered.invalidateAll();
    }

    private static String keyId(String token) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setCompactSerialization(token);
            boolean onlyOurHeaders = HEADERS.containsAll(
                    org.jose4j.json.JsonUtil.parseJson(signature.getHeaders().getFullHeaderAsJsonString())
                            .keySet());
            String keyId = signature.getKeyIdHeaderValue();
            if (!onlyOurHeaders
                    || keyId == null
                    || !AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256.equals(
                            signature.getAlgorithmHeaderValue())) {
                throw TokenRefused.invalid();
            }
            return keyId;
        } catch (JoseException e) {
            throw TokenRefused.invalid();
        }
    }

    private Verified check(String token, PublicKey key) {
        JwtClaims claims = claims(token, key);
        try {
            NumericDate expiry = claims.getExpirationTime();
            Instant end = expiry == null ? Instant.MAX : Instant.ofEpochSecond(expiry.getValue());
            return new Verified(new VerifiedToken(caller(claims), claims.getClaimsMap(), terms(claims), end));
        } catch (MalformedClaimException | IllegalArgumentException e) {
            throw TokenRefused.invalid();
        }
    }

    private JwtClaims claims(String token, PublicKey key) {
        JwtConsumer consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(
                        ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256))
                .setVerificationKey(key)
                .setExpectedIssuer(issuer)
                .setSkipDefaultAudienceValidation()
                .setRequireJwtId()
                .setRequireIssuedAt()
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.instant().toEpochMilli()))
                .build();
        try {
            return consumer.processToClaims(token);
        } catch (InvalidJwtException e) {
            throw e.hasExpired() ? TokenRefused.expired() : TokenRefused.invalid();
        }
    }

    private static Caller caller(JwtClaims claims) throws MalformedClaimException {
        Caller.Kind kind = switch (text(claims, "authTokenType")) {
            case "identityAccessToken" -> Caller.Kind.IDENTITY;
            case "accessToken" -> Caller.Kind.USER;
            default -> throw TokenRefused.invalid();
        };
        boolean machine = kind == Caller.Kind.IDENTITY;
        return new Caller(
                kind,
                UUID.fromString(text(claims, machine ? "identityId" : "userId")),
                text(claims, machine ? "identityName" : "username"),
                UUID.fromString(text(claims, machine ? "orgId" : "organizationId")),
                OrgRole.bySlug(text(claims, "orgRole")).orElseThrow(TokenRefused::invalid),
                text(claims, "authMethod"),
                UUID.fromString(claims.getJwtId()),
                new Provenance(texts(claims.getClaimValue("prov"))),
                LoginFacts.read(text(claims, "authMethod"), claims.getClaimValue("identityAuth")));
    }

    private static TokenTerms terms(JwtClaims claims) throws MalformedClaimException {
        return TokenTerms.of(
                Instant.ofEpochSecond(claims.getIssuedAt().getValue()),
                claims.getClaimValue("numUsesLimit"),
                claims.getClaimValue("ipRestrictionEnabled"),
                claims.getClaimValue("trustedIps"));
    }

    private static String text(JwtClaims claims, String name) throws MalformedClaimException {
        return Optional.ofNullable(claims.getStringClaimValue(name)).orElseThrow(TokenRefused::invalid);
    }

    private static Map<String, String> texts(@Nullable Object value) {
        Map<String, String> texts = new HashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, text) -> texts.put(String.valueOf(name), String.valueOf(text)));
        }
        return texts;
    }

    private static String digest(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private record Verified(VerifiedToken token) {
        VerifiedToken at(Instant now) {
            if (!now.isBefore(token.expiresAt())) {
                throw TokenRefused.expired();
            }
            return token;
        }
    }
}
