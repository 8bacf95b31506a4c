package dev.claviger.vault.secret;

import dev.claviger.kernel.Failure;
import java.util.UUID;

/** There is no such secret, or no such version of it. */
public final class SecretNotFound extends Failure {
    private SecretNotFound(String text) {
        super(Kind.NOT_FOUND, text);
    }

    public static SecretNotFound of(SecretName name) {
        return new SecretNotFound("Secret with name '%s' not found".formatted(name));
    }

    public static SecretNotFound of(UUID id) {
        return new SecretNotFound("Secret with ID '%s' not found".formatted(id));
    }

    /** For a text that is no id; it is not repeated. */
    public static SecretNotFound ofNoId() {
        return new SecretNotFound("Secret not found: that is no ID");
    }

    public static SecretNotFound redacted(SecretName name, int version) {
        return new SecretNotFound("The value of version %d of secret '%s' was redacted".formatted(version, name));
    }

    public static SecretNotFound of(SecretName name, int version) {
        return new SecretNotFound("Secret with name '%s' has no version %d".formatted(name, version));
    }
}
