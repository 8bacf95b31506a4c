package dev.claviger.auth.tokenauth;

import dev.claviger.kernel.Failure;
import java.util.UUID;

/** The organisation has no token of this id that somebody made; those of logins are none. */
final class TokenNotFound extends Failure {
    TokenNotFound(UUID id) {
        super(Kind.NOT_FOUND, "Token with ID %s not found".formatted(id));
    }
}
