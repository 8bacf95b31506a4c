package dev.claviger.vault.membership;

import dev.claviger.kernel.Failure;

/** The organisation has no such identity, or the caller may not see it. */
final class IdentityNotFound extends Failure {
    private static final int MAX_ECHO = 64;

    IdentityNotFound(String id) {
        super(
                Kind.NOT_FOUND,
                "Identity with ID '%s' not found".formatted(id.length() <= MAX_ECHO ? id : id.substring(0, MAX_ECHO)));
    }
}
