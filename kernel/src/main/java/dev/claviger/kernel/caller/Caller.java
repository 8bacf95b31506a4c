package dev.claviger.kernel.caller;

import java.util.Map;
import java.util.UUID;

/**
 * Someone whose access token was checked.
 *
 * @param id the machine identity or the user
 * @param authMethod how it logged in, for example {@code oidc-auth}
 * @param tokenId the token's {@code jti}: names the login without being a credential
 * @param claims what the login put aside for permission templates (http-api.md 3.3 step 8)
 */
public record Caller(
        Kind kind,
        UUID id,
        String name,
        UUID orgId,
        OrgRole orgRole,
        String authMethod,
        UUID tokenId,
        Provenance provenance,
        Map<String, String> claims) {

    public Caller {
        claims = Map.copyOf(claims);
    }

    /** The kind of caller; the text is the actor type of the audit log (http-api.md 9.2). */
    public enum Kind {
        IDENTITY("identity"),
        USER("user");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
