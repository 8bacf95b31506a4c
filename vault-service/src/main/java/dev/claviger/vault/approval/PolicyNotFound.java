package dev.claviger.vault.approval;

import dev.claviger.kernel.Failure;

/** The organisation has no such policy, or it was deleted. */
final class PolicyNotFound extends Failure {
    PolicyNotFound(String id) {
        super(Kind.NOT_FOUND, "Secret approval policy with ID '%s' not found".formatted(id.length() > 64 ? "" : id));
    }
}
