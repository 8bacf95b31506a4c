package dev.claviger.auth.servicetoken;

import dev.claviger.kernel.Failure;
import java.util.UUID;

/** The token is not there, or the caller cannot do that. */
final class ServiceTokenRefused extends Failure {
    private ServiceTokenRefused(Kind kind, String message) {
        super(kind, message);
    }

    static ServiceTokenRefused notFound(UUID id) {
        return new ServiceTokenRefused(Kind.NOT_FOUND, "Service token with ID %s not found".formatted(id));
    }

    static ServiceTokenRefused notHere() {
        return new ServiceTokenRefused(
                Kind.FORBIDDEN, "Service tokens read and write secrets. Use another token here.");
    }
}
