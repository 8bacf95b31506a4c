package dev.claviger.auth.oidc;

import dev.claviger.auth.claim.Binding;
import dev.claviger.auth.issuer.IssuerAddress;

/**
 * Whose tokens are taken, and which of them.
 *
 * @param endsWithJob whether access tokens end with the ID token, which GitLab lets live as long as its job may run
 */
record OidcSettings(IssuerAddress issuer, Binding binding, boolean endsWithJob) {}
