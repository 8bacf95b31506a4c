package dev.claviger.audit.savedview;

import dev.claviger.kernel.Failure;

/** There is no such view, or it is somebody else's: 404. */
final class ViewNotFound extends Failure {
    ViewNotFound() {
        super(Kind.NOT_FOUND, "There is no such view among those that you may see or change.");
    }
}
