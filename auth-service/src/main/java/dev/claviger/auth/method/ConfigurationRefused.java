package dev.claviger.auth.method;

import dev.claviger.kernel.Failure;

/** Something that cannot be configured as asked (http-api.md 6.2). */
public final class ConfigurationRefused extends Failure {
    private ConfigurationRefused(String message) {
        super(Kind.BAD_REQUEST, message);
    }

    static ConfigurationRefused alreadyAttached(Method<?> method) {
        return new ConfigurationRefused(
                "The identity has %s auth already. Change it with PATCH.".formatted(method.title()));
    }

    static ConfigurationRefused notAttached(Method<?> method) {
        return new ConfigurationRefused("The identity does not have %s auth attached.".formatted(method.title()));
    }

    /** It would let in somebody whom nobody has chosen; the text says what to bind instead. */
    public static ConfigurationRefused tooWide(String what) {
        return new ConfigurationRefused(what);
    }
}
