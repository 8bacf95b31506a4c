package dev.claviger.vault.membership;

import dev.claviger.kernel.Failure;
import java.util.UUID;

/** The identity belongs to the project already. */
final class MembershipTaken extends Failure {
    MembershipTaken(UUID identityId) {
        super(Kind.BAD_REQUEST, "Identity with ID '%s' is already a member of the project".formatted(identityId));
    }
}
