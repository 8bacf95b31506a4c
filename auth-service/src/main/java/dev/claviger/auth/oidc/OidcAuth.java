package dev.claviger.auth.oidc;

import dev.claviger.auth.claim.Binding;
import dev.claviger.auth.issuer.IssuerAddress;
import dev.claviger.auth.token.TokenPolicy;
import java.time.Instant;
import java.util.UUID;

/** The configuration of OIDC auth of one identity. */
record OidcAuth(
        UUID id,
        UUID identityId,
        IssuerAddress issuer,
        Binding binding,
        TokenPolicy policy,
        Instant createdAt,
        Instant updatedAt) {
    static final String METHOD = "oidc-auth";
}
