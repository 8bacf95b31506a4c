package dev.claviger.auth.member;

import dev.claviger.kernel.Failure;
import java.util.UUID;

/** No such member, person or organisation for this caller. */
final class MemberNotFound extends Failure {
    private MemberNotFound(String message) {
        super(Kind.NOT_FOUND, message);
    }

    static MemberNotFound membership(UUID id) {
        return new MemberNotFound("Membership with ID %s not found".formatted(id));
    }

    static MemberNotFound user(UUID id) {
        return new MemberNotFound("User with ID %s not found".formatted(id));
    }

    static MemberNotFound organization(UUID id) {
        return new MemberNotFound("Organization with ID %s not found".formatted(id));
    }
}
