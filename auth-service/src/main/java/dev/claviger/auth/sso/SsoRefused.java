package dev.claviger.auth.sso;

import dev.claviger.kernel.Failure;

/** A single sign-on that fails. The caller learns little; the reason is for the administrator. */
final class SsoRefused extends Failure {
    private final String reason;

    private SsoRefused(Kind kind, String message, String reason) {
        super(kind, message);
        this.reason = reason;
    }

    static SsoRefused because(String reason) {
        return new SsoRefused(Kind.UNAUTHORIZED, "The login failed. Begin again from the login page.", reason);
    }

    static SsoRefused notConfigured() {
        return new SsoRefused(
                Kind.NOT_FOUND, "This organization has no single sign-on.", "check=provider: there is none");
    }

    static SsoRefused changedMeanwhile() {
        return because("check=provider: it was changed, disabled or deleted during the login");
    }

    /** An account with this e-mail exists; the e-mail of a token is no proof that it is theirs. */
    static SsoRefused notLinked() {
        return new SsoRefused(
                Kind.FORBIDDEN,
                "Your login there is not linked to an account here. Log in with your password and link it, or accept an invitation.",
                "check=link: this subject belongs to nobody here");
    }

    static SsoRefused notAMember() {
        return new SsoRefused(
                Kind.FORBIDDEN,
                "You are not a member of this organization.",
                "check=membership: there is no active one");
    }

    static SsoRefused linkedOtherwise() {
        return new SsoRefused(
                Kind.BAD_REQUEST,
                "This login there, or your account here, is linked already.",
                "check=link: the subject or the account is linked already");
    }

    String reason() {
        return reason;
    }
}
