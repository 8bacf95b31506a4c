package dev.claviger.sync.sqllogin;

/** A template that cannot be used; the message says why and is for whoever wrote it. Carries no stack trace. */
public final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
        super(message, null, false, false);
    }

    /** For whoever wrote it. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
