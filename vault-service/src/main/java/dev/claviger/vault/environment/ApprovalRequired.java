package dev.claviger.vault.environment;

import dev.claviger.kernel.Failure;

/** A change that cannot become a request would touch secrets that a policy covers. Nothing of it was done. */
public final class ApprovalRequired extends Failure {
    public ApprovalRequired(String policy, String environment, String path) {
        super(
                Kind.FORBIDDEN,
                ("The approval policy '%s' covers secrets in environment '%s' at path '%s'. Change those secrets by name: create, "
                                + "update or delete them, one by one or in a batch, and a request for approval is made.")
                        .formatted(policy, environment, path));
    }
}
