package dev.claviger.kernel.caller;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Someone whose access token was checked.
 *
 * @param id the machine identity, the user or the service token
 * @param authMethod how it logged in, for example {@code oidc-auth}
 * @param tokenId the token's {@code jti}: names the login without being a credential
 * @param claims what the login put aside for permission templates (http-api.md 3.3 step 8)
 * @param grant what a service token carries of rights; null for all others
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
        Map<String, String> claims,
        @Nullable ServiceGrant grant) {

    public Caller {
        claims = Map.copyOf(claims);
    }

    /** Somebody whose rights are looked up. */
    public Caller(
            Kind kind,
            UUID id,
            String name,
            UUID orgId,
            OrgRole orgRole,
            String authMethod,
            UUID tokenId,
            Provenance provenance,
            Map<String, String> claims) {
        this(kind, id, name, orgId, orgRole, authMethod, tokenId, provenance, claims, null);
    }

    /** A service token: it is its own name, has no place in the organisation and carries its rights. */
    public static Caller service(UUID id, String name, UUID orgId, ServiceGrant grant) {
        return new Caller(
                Kind.SERVICE,
                id,
                name,
                orgId,
                OrgRole.NO_ACCESS,
                "service-token",
                id,
                Provenance.NONE,
                Map.of(),
                grant);
    }

    /** The kind of caller; the text is the actor type of the audit log (http-api.md 9.2). */
    public enum Kind {
        IDENTITY("identity"),
        USER("user"),
        SERVICE("service");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
