package dev.claviger.kernel.crypto;

import dev.claviger.kernel.Failure;

/**
 * The token or service that keeps a root key cannot be used at the moment, or refuses. Callers learn no more than that; {@link #reason}
 * is for the operator.
 */
public final class RootKeyUnavailable extends Failure {
    private final String reason;

    RootKeyUnavailable(String keyId, String reason) {
        super(Kind.UNAVAILABLE, "The keys of this installation cannot be used at the moment. Try again in a moment.");
        this.reason = "the root key %s cannot be used: %s".formatted(keyId, reason);
    }

    /** Names the key and what was wrong, for logs and the start; never a key, a PIN or a token. */
    public String reason() {
        return reason;
    }
}
