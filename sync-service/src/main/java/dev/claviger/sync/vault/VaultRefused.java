package dev.claviger.sync.vault;

import dev.claviger.kernel.Failure;

/** Vault-service does not do this for the sync identity, and says why: 400. */
public final class VaultRefused extends Failure {
    VaultRefused(String why) {
        super(
                Kind.BAD_REQUEST,
                "vault-service does not take the secrets from the sync identity: %s"
                        .formatted(why.isEmpty() ? "it names no reason." : why));
    }
}
