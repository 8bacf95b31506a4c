package dev.claviger.auth.identity;

import dev.claviger.kernel.Failure;
import java.util.UUID;

/** The organisation is not the caller's; whether it exists is not told. */
final class OrganizationNotFound extends Failure {
    OrganizationNotFound(UUID id) {
        super(Kind.NOT_FOUND, "Organization with ID %s not found".formatted(id));
    }
}
