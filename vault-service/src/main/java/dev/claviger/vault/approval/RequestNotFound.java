package dev.claviger.vault.approval;

import dev.claviger.kernel.Failure;

/** The organisation has no such request. */
final class RequestNotFound extends Failure {
    RequestNotFound(String id) {
        super(Kind.NOT_FOUND, "Secret approval request with ID '%s' not found".formatted(id.length() > 64 ? "" : id));
    }
}
