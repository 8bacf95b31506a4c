package dev.claviger.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A refusal that the caller may read: what was wrong and what to do.
 *
 * <p>Each feature names its own ({@code SecretNotFound}); only the error mapper turns the kind into a status. The message may
 * name paths and ids, never a value, a table or a class. It carries no stack trace: a refusal is not a defect.
 */
public abstract class Failure extends RuntimeException {
    private final transient Kind kind;

    protected Failure(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public final Kind kind() {
        return kind;
    }

    /** The text for the caller. */
    public final String text() {
        return String.valueOf(getMessage());
    }

    /** Machine-readable facts for the {@code details} field of the error body, or null for none. */
    public @Nullable Object details() {
        return null;
    }

    /** Facts that a client looks for in the {@code context} field of the error body (http-api.md 3.9, step 3b), or null for none. */
    public @Nullable Object context() {
        return null;
    }

    /** What sort of refusal it is; the HTTP status follows from it (http-api.md 1.4). */
    public enum Kind {
        BAD_REQUEST,
        UNAUTHORIZED,
        TOKEN_REFUSED,
        PERMISSION_DENIED,
        BOUNDARY_EXCEEDED,
        FORBIDDEN,
        NOT_FOUND,
        TOO_LARGE,
        RATE_LIMITED,
        UNAVAILABLE
    }
}
