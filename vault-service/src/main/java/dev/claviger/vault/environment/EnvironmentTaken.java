package dev.claviger.vault.environment;

import dev.claviger.kernel.Failure;

/** The project has an environment of that slug already. */
final class EnvironmentTaken extends Failure {
    EnvironmentTaken(EnvironmentSlug slug) {
        super(Kind.BAD_REQUEST, "Environment with slug '%s' already exists".formatted(slug));
    }
}
