package dev.claviger.auth.tokenauth;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.claviger.auth.token.NamedToken;
import dev.claviger.auth.token.TokenAnswer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token as answers show it (http-api.md 6.3).
 *
 * @param accessTokenLastUsedAt always null: uses are not dated, the record tells them
 */
record TokenData(
        UUID id,
        String name,
        UUID identityId,
        String authMethod,
        long accessTokenTTL,
        long accessTokenMaxTTL,
        long accessTokenNumUses,
        long accessTokenNumUsesLimit,
        long accessTokenPeriod,
        @Nullable Instant accessTokenLastUsedAt,
        @Nullable Instant accessTokenLastRenewedAt,
        boolean isAccessTokenRevoked,
        @Nullable UUID identityUAClientSecretId,
        @Nullable UUID subOrganizationId,
        Instant createdAt,
        Instant updatedAt) {

    static TokenData of(NamedToken token) {
        return new TokenData(
                token.id(),
                token.name(),
                token.identityId(),
                token.method(),
                token.ttl(),
                token.maxTtl(),
                token.uses(),
                token.usesLimit(),
                token.period(),
                null,
                token.renewedAt(),
                token.revoked(),
                null,
                null,
                token.createdAt(),
                token.updatedAt());
    }

    /** What stands around one. */
    public record One(TokenData token) {}

    /** What stands around several. */
    public record Several(List<TokenData> tokens) {}

    /** The one answer that carries the token itself. */
    public record Created(@JsonUnwrapped TokenAnswer token, TokenData tokenData) {}

    /** The answer of a revocation. */
    public record Revoked(String message, TokenData token) {}
}
