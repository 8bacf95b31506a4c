package dev.claviger.vault.leak;

import dev.claviger.kernel.Failure;

/** Nothing can be looked up where values have no fingerprints. */
final class LookupsOff extends Failure {
    LookupsOff() {
        super(
                Kind.BAD_REQUEST,
                "Looking values up is switched off. Whoever operates the service switches it on with claviger.fingerprints.enabled.");
    }
}
