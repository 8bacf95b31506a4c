package dev.claviger.vault.sharing;

import dev.claviger.kernel.Failure;

/** The project has not given such a grant. */
final class GrantNotFound extends Failure {
    private static final int MAX_ECHO = 64;

    GrantNotFound(String id) {
        super(
                Kind.NOT_FOUND,
                "Grant with ID '%s' not found".formatted(id.length() <= MAX_ECHO ? id : id.substring(0, MAX_ECHO)));
    }
}
