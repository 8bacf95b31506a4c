package dev.claviger.auth.oidc;

import dev.claviger.auth.claim.Binding;
import dev.claviger.auth.issuer.IssuerAddress;
import dev.claviger.auth.token.TokenPolicy;
import java.time.Instant;
import java.util.UUID;

/**
 * The configuration of OIDC auth of one identity.
 *
 * @param endsWithJob whether access tokens end with the ID token, which GitLab lets live as long as its job may run
 */
record OidcAuth(
        UUID id,
        UUID identityId,
        IssuerAddress issuer,
        Binding binding,
        TokenPolicy policy,
        boolean endsWithJob,
        Instant createdAt,
        Instant updatedAt) {
    static final String METHOD = "oidc-auth";
}
