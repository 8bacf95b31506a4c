package dev.claviger.sync.vault;

import dev.claviger.kernel.Failure;

/** Vault-service did not answer as it should: 503. */
public final class VaultUnavailable extends Failure {
    VaultUnavailable() {
        super(Kind.UNAVAILABLE, "vault-service cannot be asked right now. Try again in a moment.");
    }
}
