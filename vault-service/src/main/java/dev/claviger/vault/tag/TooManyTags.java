package dev.claviger.vault.tag;

import dev.claviger.kernel.Failure;

/** The project has as many tags as it may have. */
final class TooManyTags extends Failure {
    TooManyTags(int most) {
        super(Kind.BAD_REQUEST, "A project has at most %d tags. Delete one that is not needed.".formatted(most));
    }
}
