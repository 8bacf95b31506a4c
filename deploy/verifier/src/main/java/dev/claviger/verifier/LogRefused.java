package dev.claviger.verifier;

/** What was shown does not hold: a signature, a proof, a hash, a form. The message says which. */
public final class LogRefused extends RuntimeException {
    public LogRefused(String message) {
        super(message, null, false, false);
    }
}
