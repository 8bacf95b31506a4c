package dev.claviger.auth.identity;

import dev.claviger.kernel.Failure;
import java.util.UUID;

/** No such identity in the caller's organisation. */
public final class IdentityNotFound extends Failure {
    public IdentityNotFound(UUID id) {
        super(Kind.NOT_FOUND, "Identity with ID %s not found".formatted(id));
    }
}
