package dev.claviger.sync.blast;

import dev.claviger.kernel.Failure;

/** Audit-service made no report: with its words where it has some for the caller, and else 503. */
public final class BlastRefused extends Failure {
    private BlastRefused(Kind kind, String message) {
        super(kind, message);
    }

    static BlastRefused because(int status, String message) {
        String text = message.isBlank() ? "The blast radius was refused." : message;
        return switch (status) {
            case 400, 422 -> new BlastRefused(Kind.BAD_REQUEST, text);
            case 401, 403 -> new BlastRefused(Kind.PERMISSION_DENIED, text);
            case 404 -> new BlastRefused(Kind.NOT_FOUND, text);
            case 429 -> new BlastRefused(Kind.RATE_LIMITED, text);
            default -> away();
        };
    }

    static BlastRefused away() {
        return new BlastRefused(
                Kind.UNAVAILABLE, "What leaked cannot be asked of audit-service right now. Try again in a moment.");
    }

    static BlastRefused notSetUp() {
        return new BlastRefused(
                Kind.UNAVAILABLE,
                "This installation does not say where audit-service is: set claviger.blast-radius.audit-url.");
    }
}
