package dev.claviger.auth.universal;

import dev.claviger.kernel.Failure;
import java.util.UUID;

/** Something that cannot be configured as asked (http-api.md 6.2). */
final class ConfigurationRefused extends Failure {
    private ConfigurationRefused(Kind kind, String message) {
        super(kind, message);
    }

    static ConfigurationRefused alreadyAttached() {
        return new ConfigurationRefused(
                Kind.BAD_REQUEST, "The identity has universal auth already. Change it with PATCH.");
    }

    static ConfigurationRefused notAttached() {
        return new ConfigurationRefused(Kind.BAD_REQUEST, "The identity does not have universal auth attached.");
    }

    static ConfigurationRefused noSuchSecret(UUID id) {
        return new ConfigurationRefused(Kind.NOT_FOUND, "Client secret with ID %s not found".formatted(id));
    }
}
