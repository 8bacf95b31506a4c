package dev.claviger.sync.lease;

import dev.claviger.kernel.Failure;

/** There is no such lease in the folder, or it has ended: 404. The operator of Kubernetes knows the text (http-api.md 14.2). */
final class LeaseNotFound extends Failure {
    LeaseNotFound(String id) {
        super(Kind.NOT_FOUND, "Dynamic secret lease with ID '%s' not found".formatted(id));
    }
}
