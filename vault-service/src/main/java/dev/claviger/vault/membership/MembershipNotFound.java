package dev.claviger.vault.membership;

import dev.claviger.kernel.Failure;
import java.util.UUID;

/** The identity does not belong to the project, or there is no such membership. */
final class MembershipNotFound extends Failure {
    private static final int MAX_ECHO = 64;

    private MembershipNotFound(String text) {
        super(Kind.NOT_FOUND, text);
    }

    static MembershipNotFound of(UUID identityId, UUID projectId) {
        return new MembershipNotFound(
                "Identity with ID '%s' is not a member of project with ID '%s'".formatted(identityId, projectId));
    }

    static MembershipNotFound of(String id) {
        return new MembershipNotFound("Membership with ID '%s' not found"
                .formatted(id.length() <= MAX_ECHO ? id : id.substring(0, MAX_ECHO)));
    }
}
