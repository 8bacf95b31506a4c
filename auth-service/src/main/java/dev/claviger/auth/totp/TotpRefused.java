package dev.claviger.auth.totp;

import dev.claviger.kernel.Failure;

/** Something about one's own second factor that cannot be done. */
final class TotpRefused extends Failure {
    private TotpRefused(Kind kind, String message) {
        super(kind, message);
    }

    static TotpRefused alreadyOn() {
        return new TotpRefused(Kind.BAD_REQUEST, "You have a second factor already. Remove it first.");
    }

    static TotpRefused none() {
        return new TotpRefused(Kind.NOT_FOUND, "You have no second factor.");
    }

    static TotpRefused wrongCode() {
        return new TotpRefused(Kind.FORBIDDEN, "The code is wrong or was used before.");
    }
}
