package dev.claviger.auth.organization;

import dev.claviger.kernel.Failure;
import java.util.UUID;

/** The organisation is not the caller's; whether it exists is not told. */
public final class OrganizationNotFound extends Failure {
    public OrganizationNotFound(UUID id) {
        super(Kind.NOT_FOUND, "Organization with ID %s not found".formatted(id));
    }
}
