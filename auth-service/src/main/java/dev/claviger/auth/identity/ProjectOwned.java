package dev.claviger.auth.identity;

import dev.claviger.kernel.Failure;

/** An identity that belongs to a project has no role in the organisation. */
final class ProjectOwned extends Failure {
    ProjectOwned() {
        super(
                Kind.BAD_REQUEST,
                "This identity belongs to a project and has no role in the organisation. Give it a role in the project.");
    }
}
