package dev.claviger.auth.universal;

import dev.claviger.auth.guard.Lockout;
import dev.claviger.auth.token.TokenPolicy;
import dev.claviger.auth.token.TrustedIps;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A configuration as answers show it (http-api.md 6.2, 6.3). */
record UniversalAuthAnswer(
        UUID id,
        UUID clientId,
        UUID identityId,
        long accessTokenTTL,
        long accessTokenMaxTTL,
        long accessTokenNumUsesLimit,
        long accessTokenPeriod,
        List<TrustedIps.Shown> clientSecretTrustedIps,
        List<TrustedIps.Shown> accessTokenTrustedIps,
        boolean lockoutEnabled,
        int lockoutThreshold,
        long lockoutDurationSeconds,
        long lockoutCounterResetSeconds,
        Instant createdAt,
        Instant updatedAt) {

    static One of(UniversalAuth auth) {
        TokenPolicy policy = auth.policy();
        Lockout lockout = auth.lockout();
        return new One(new UniversalAuthAnswer(
                auth.id(),
                auth.clientId(),
                auth.identityId(),
                policy.ttl(),
                policy.maxTtl(),
                policy.usesLimit(),
                policy.period(),
                auth.secretTrustedIps().shown(),
                policy.trustedIps().shown(),
                lockout.enabled(),
                lockout.threshold(),
                lockout.duration(),
                lockout.counterReset(),
                auth.createdAt(),
                auth.updatedAt()));
    }

    /** What stands around it. */
    public record One(UniversalAuthAnswer identityUniversalAuth) {}
}
