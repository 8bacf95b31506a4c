package dev.claviger.sync.emergency;

import dev.claviger.kernel.Failure;

/** There is no such emergency, or step of it, that the caller may see: 404. */
final class EmergencyNotFound extends Failure {
    EmergencyNotFound() {
        super(Kind.NOT_FOUND, "There is no such emergency, or no such step of it.");
    }
}
