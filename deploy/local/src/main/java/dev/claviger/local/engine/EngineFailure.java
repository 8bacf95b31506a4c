package dev.claviger.local.engine;

/** An engine could not do what it was told. The message is for people: it says what is wrong and where to look. */
public final class EngineFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EngineFailure(String message) {
        super(message);
    }

    EngineFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
