package dev.claviger.verifier;

/** Nothing could be checked, because nothing could be read: no connection, no permission, no such log. */
public final class LogUnreadable extends RuntimeException {
    public LogUnreadable(String message) {
        super(message, null, false, false);
    }
}
