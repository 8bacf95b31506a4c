package dev.claviger.auth.access;

import dev.claviger.kernel.Failure;
import java.util.List;
import java.util.Map;

/** The caller would manage, or create, an identity with more rights than its own. */
final class BoundaryExceeded extends Failure {
    BoundaryExceeded() {
        super(
                Kind.BOUNDARY_EXCEEDED,
                "The identity has, or would get, more rights than you have. Ask an administrator.");
    }

    @Override
    public Object details() {
        return Map.of(
                "missingPermissions", List.of(Map.of("action", "grant-privileges", "subject", IdentityAction.SUBJECT)));
    }
}
