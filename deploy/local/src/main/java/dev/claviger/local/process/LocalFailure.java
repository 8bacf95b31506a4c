package dev.claviger.local.process;

/** Something on this machine could not be done. The message is for people: it says what is wrong and where to look. */
public final class LocalFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LocalFailure(String message) {
        super(message);
    }

    public LocalFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
