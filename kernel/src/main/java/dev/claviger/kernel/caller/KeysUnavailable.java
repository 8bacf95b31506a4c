package dev.claviger.kernel.caller;

import dev.claviger.kernel.Failure;

/** No key set was ever fetched and auth-service cannot be reached: the token can be neither accepted nor refused. */
public final class KeysUnavailable extends Failure {
    public KeysUnavailable() {
        super(Kind.UNAVAILABLE, "Tokens cannot be checked right now. Try again in a moment.");
    }
}
