package dev.claviger.vault.project;

import dev.claviger.kernel.Failure;

/** The organisation has a project of that slug already. */
final class SlugTaken extends Failure {
    SlugTaken(String slug) {
        super(Kind.BAD_REQUEST, "A project with slug '%s' already exists in your organization".formatted(slug));
    }
}
