package dev.claviger.auth.tlscert;

import dev.claviger.kernel.Failure;

/** A login that fails. */
final class LoginRefused extends Failure {
    private LoginRefused(String message) {
        super(Kind.UNAUTHORIZED, message);
    }

    /** Nothing was shown, or nothing that counts from there; nobody learns which. */
    static LoginRefused noCertificate() {
        return new LoginRefused("Access denied: no client certificate.");
    }

    static LoginRefused unverified() {
        return new LoginRefused("Access denied: the client certificate could not be verified.");
    }

    static LoginRefused notAllowed() {
        return new LoginRefused("Access denied: client certificate not allowed.");
    }
}
