package dev.claviger.auth.issuer;

import dev.claviger.kernel.Failure;

/** The token was not signed by the issuer it should be from, as far as we can tell. The caller learns no more than that. */
public final class IdTokenRefused extends Failure {
    private final String reason;

    IdTokenRefused(String reason) {
        super(Kind.UNAUTHORIZED, "Access denied: the OIDC token could not be verified.");
        this.reason = reason;
    }

    /** What was wrong, for the administrator. One of few texts, so that refusals can be counted by it. */
    public String reason() {
        return reason;
    }
}
