package dev.claviger.vault.membership;

import dev.claviger.kernel.Failure;

/** It belongs to the project already. */
final class MembershipTaken extends Failure {
    MembershipTaken(Membership there) {
        super(
                Kind.BAD_REQUEST,
                "The %s with ID '%s' is already a member of the project"
                        .formatted(there.kind().text(), there.memberId()));
    }
}
