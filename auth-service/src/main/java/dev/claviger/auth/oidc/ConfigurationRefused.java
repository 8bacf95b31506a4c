package dev.claviger.auth.oidc;

import dev.claviger.kernel.Failure;

/** Something that cannot be configured as asked (http-api.md 6.2, decision 2). */
final class ConfigurationRefused extends Failure {
    private ConfigurationRefused(String message) {
        super(Kind.BAD_REQUEST, message);
    }

    static ConfigurationRefused alreadyAttached() {
        return new ConfigurationRefused("The identity has OIDC auth already. Change it with PATCH.");
    }

    static ConfigurationRefused notAttached() {
        return new ConfigurationRefused("The identity does not have OIDC auth attached.");
    }

    static ConfigurationRefused bindsNobody() {
        return new ConfigurationRefused(
                "Bind boundSubject or boundClaims: without them every token of the issuer could log in. For a GitLab project,"
                        + " bind the claims project_id and ref_protected.");
    }
}
