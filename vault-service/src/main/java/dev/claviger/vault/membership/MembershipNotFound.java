package dev.claviger.vault.membership;

import dev.claviger.kernel.Failure;
import java.util.Locale;
import java.util.UUID;

/** Somebody does not belong to the project, or there is no such membership. */
final class MembershipNotFound extends Failure {
    private static final int MAX_ECHO = 64;

    private MembershipNotFound(String text) {
        super(Kind.NOT_FOUND, text);
    }

    static MembershipNotFound of(MemberKind kind, UUID memberId, UUID projectId) {
        String who = kind.text();
        return new MembershipNotFound("%s%s with ID '%s' is not a member of project with ID '%s'"
                .formatted(who.substring(0, 1).toUpperCase(Locale.ROOT), who.substring(1), memberId, projectId));
    }

    static MembershipNotFound of(String id) {
        return new MembershipNotFound("Membership with ID '%s' not found"
                .formatted(id.length() <= MAX_ECHO ? id : id.substring(0, MAX_ECHO)));
    }
}
