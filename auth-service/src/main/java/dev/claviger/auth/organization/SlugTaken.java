package dev.claviger.auth.organization;

import dev.claviger.kernel.Failure;

/** Another organisation is called so. */
final class SlugTaken extends Failure {
    SlugTaken(String slug) {
        super(Kind.BAD_REQUEST, "The slug '%s' is taken. Choose another one.".formatted(slug));
    }
}
