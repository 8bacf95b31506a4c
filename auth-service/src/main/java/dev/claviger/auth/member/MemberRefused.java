package dev.claviger.auth.member;

import dev.claviger.kernel.Failure;

/** Something about a member that cannot be done. */
final class MemberRefused extends Failure {
    private MemberRefused(Kind kind, String message) {
        super(kind, message);
    }

    static MemberRefused invitedOnly() {
        return new MemberRefused(Kind.BAD_REQUEST, "This person has not accepted the invitation yet.");
    }

    static MemberRefused firstPerson() {
        return new MemberRefused(
                Kind.BAD_REQUEST, "The person who set the instance up can neither be disabled nor deleted.");
    }
}
