package dev.claviger.auth.gcp;

import dev.claviger.kernel.Failure;

/** A token claims to be of a service account that the configuration does not name, so its keys are not asked for. */
final class StrangeAccount extends Failure {
    private final String reason;

    StrangeAccount(String reason) {
        super(Kind.UNAUTHORIZED, LoginRefused.unverified().text());
        this.reason = reason;
    }

    /** For the administrator. */
    String reason() {
        return reason;
    }
}
