package dev.claviger.auth.universal;

import dev.claviger.auth.guard.Lockout;
import dev.claviger.auth.token.TokenPolicy;
import dev.claviger.auth.token.TrustedIps;
import java.time.Instant;
import java.util.UUID;

/** The configuration of Universal Auth of one identity. */
record UniversalAuth(
        UUID id,
        UUID identityId,
        UUID clientId,
        TrustedIps secretTrustedIps,
        TokenPolicy policy,
        Lockout lockout,
        Instant createdAt,
        Instant updatedAt) {
    static final String METHOD = "universal-auth";
}
