package dev.claviger.auth.session;

import dev.claviger.kernel.Failure;

/** A session by single sign-on cannot change the account: 403. */
final class OwnLoginNeeded extends Failure {
    OwnLoginNeeded() {
        super(
                Kind.FORBIDDEN,
                "Log in with your password to change your account. If you have none, ask an administrator for one.");
    }
}
