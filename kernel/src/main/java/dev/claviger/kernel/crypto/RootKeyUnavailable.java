package dev.claviger.kernel.crypto;

import dev.claviger.kernel.Failure;

/** The token or service that keeps a root key cannot be used at the moment, or refuses. Names the key and what was wrong. */
public final class RootKeyUnavailable extends Failure {
    RootKeyUnavailable(String keyId, String reason) {
        super(Kind.UNAVAILABLE, "The root key %s cannot be used: %s".formatted(keyId, reason));
    }
}
