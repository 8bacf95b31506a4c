package dev.claviger.auth.session;

import dev.claviger.kernel.Failure;
import java.util.UUID;

/** No such session of this person. */
final class SessionNotFound extends Failure {
    SessionNotFound(UUID id) {
        super(Kind.NOT_FOUND, "Session with ID %s not found".formatted(id));
    }
}
