package dev.claviger.sync.rotating;

import dev.claviger.kernel.Failure;

/** A credential would be looked for where it was not made; there it may be somebody else's: 503. */
final class OtherPlace extends Failure {
    OtherPlace() {
        super(
                Kind.UNAVAILABLE,
                "The connection leads elsewhere than when the credential was made. Let it lead there again.");
    }
}
