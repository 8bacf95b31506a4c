package dev.claviger.auth.rootkey;

import dev.claviger.kernel.Failure;

/** The same work is being done already. */
final class RewrapUnderWay extends Failure {
    RewrapUnderWay() {
        super(Kind.BAD_REQUEST, "This rewrap is under way already. Wait for its end.");
    }
}
