package dev.claviger.vault.writing;

import dev.claviger.kernel.Failure;

/** The project has no such tag. */
final class TagNotFound extends Failure {
    TagNotFound() {
        super(Kind.NOT_FOUND, "No tag of this project has one of the given tagIds");
    }
}
