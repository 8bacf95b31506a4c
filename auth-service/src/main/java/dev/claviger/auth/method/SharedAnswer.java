package dev.claviger.auth.method;

import dev.claviger.auth.token.TokenPolicy;
import dev.claviger.auth.token.TrustedIps;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What every configuration shows (http-api.md 6.2). */
public record SharedAnswer(
        UUID id,
        UUID identityId,
        long accessTokenTTL,
        long accessTokenMaxTTL,
        long accessTokenNumUsesLimit,
        List<TrustedIps.Shown> accessTokenTrustedIps,
        Instant createdAt,
        Instant updatedAt) {

    public static SharedAnswer of(Attached<?> attached) {
        TokenPolicy policy = attached.policy();
        return new SharedAnswer(
                attached.id(),
                attached.identityId(),
                policy.ttl(),
                policy.maxTtl(),
                policy.usesLimit(),
                policy.trustedIps().shown(),
                attached.createdAt(),
                attached.updatedAt());
    }
}
