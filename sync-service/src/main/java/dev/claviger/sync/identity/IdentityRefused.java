package dev.claviger.sync.identity;

import dev.claviger.kernel.Failure;

/** The credentials do not log in, or somebody else's do, so that nothing was stored: 400. */
final class IdentityRefused extends Failure {
    IdentityRefused(String reason) {
        super(Kind.BAD_REQUEST, reason);
    }
}
