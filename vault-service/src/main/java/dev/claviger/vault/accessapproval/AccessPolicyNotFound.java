package dev.claviger.vault.accessapproval;

import dev.claviger.kernel.Failure;

/** The organisation has no such policy, or it was deleted. */
final class AccessPolicyNotFound extends Failure {
    AccessPolicyNotFound(String id) {
        super(Kind.NOT_FOUND, "Access approval policy with ID '%s' not found".formatted(id.length() > 64 ? "" : id));
    }
}
