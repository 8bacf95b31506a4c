package dev.claviger.vault.accessapproval;

import dev.claviger.kernel.Failure;

/** The organisation has no such request. */
final class AccessRequestNotFound extends Failure {
    AccessRequestNotFound(String id) {
        super(Kind.NOT_FOUND, "Access approval request with ID '%s' not found".formatted(id.length() > 64 ? "" : id));
    }
}
