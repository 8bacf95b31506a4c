package dev.claviger.vault.tag;

import dev.claviger.kernel.Failure;

/** The project has a tag of that slug already. */
final class TagTaken extends Failure {
    TagTaken(TagSlug slug) {
        super(Kind.BAD_REQUEST, "Tag with slug '%s' already exists".formatted(slug));
    }
}
