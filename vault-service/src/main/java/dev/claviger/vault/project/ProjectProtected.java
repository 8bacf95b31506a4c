package dev.claviger.vault.project;

import dev.claviger.kernel.Failure;

/** Its delete protection is on. */
final class ProjectProtected extends Failure {
    ProjectProtected(String slug) {
        super(
                Kind.FORBIDDEN,
                "Project '%s' has delete protection enabled. Switch it off before you delete the project."
                        .formatted(slug));
    }
}
