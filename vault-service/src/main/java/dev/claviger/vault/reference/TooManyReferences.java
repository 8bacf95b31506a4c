package dev.claviger.vault.reference;

import dev.claviger.kernel.Failure;

/** Expanding would take more work or room than one read may have. */
public final class TooManyReferences extends Failure {
    TooManyReferences(String limit, Address at) {
        super(
                Kind.BAD_REQUEST,
                "The references of secret '%s' in %s go beyond the limit of %s. Read it with expandSecretReferences=false and untangle it."
                        .formatted(at.key(), at.place().described(), limit));
    }
}
