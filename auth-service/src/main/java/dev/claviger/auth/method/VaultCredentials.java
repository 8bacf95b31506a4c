package dev.claviger.auth.method;

import dev.claviger.kernel.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The body of a login by a signed token, as clients of Vault send it (gitlab.md 4.2).
 *
 * @param role the id of the machine identity
 */
public record VaultCredentials(
        @Nullable String role, @Nullable Secret jwt) {

    /** Both, as they are needed; fails when one is missing. */
    public static JwtCredentials.Checked check(@Nullable VaultCredentials body) {
        return JwtCredentials.check(body == null ? null : new JwtCredentials(body.role, body.jwt), "role");
    }
}
