package dev.claviger.auth.invitation;

import dev.claviger.kernel.Failure;

/** An invitation that cannot be made or accepted. */
final class InvitationRefused extends Failure {
    private InvitationRefused(Kind kind, String message) {
        super(kind, message);
    }

    /** Unknown, answered or too old; nobody learns which. */
    static InvitationRefused notValid() {
        return new InvitationRefused(
                Kind.UNAUTHORIZED, "The invitation is not valid any more. Ask an administrator for a new one.");
    }

    static InvitationRefused logInFirst() {
        return new InvitationRefused(
                Kind.FORBIDDEN, "You have an account already. Log in as the person who was invited, then accept.");
    }

    static InvitationRefused usesSingleSignOn() {
        return new InvitationRefused(
                Kind.FORBIDDEN,
                "This account uses single sign-on, so an invitation gives it no password. Accept with the single sign-on of the"
                        + " organization that it belongs to; elsewhere an administrator of the instance must delete it first.");
    }

    static InvitationRefused isMember() {
        return new InvitationRefused(Kind.BAD_REQUEST, "This person is a member of the organization already.");
    }

    static InvitationRefused foreignOrganization() {
        return new InvitationRefused(Kind.NOT_FOUND, "There is no such organization.");
    }
}
