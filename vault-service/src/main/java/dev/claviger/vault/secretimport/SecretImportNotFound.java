package dev.claviger.vault.secretimport;

import dev.claviger.kernel.Failure;

/** The folder has no such import. */
final class SecretImportNotFound extends Failure {
    private static final int MAX_ECHO = 64;

    SecretImportNotFound(String id) {
        super(
                Kind.NOT_FOUND,
                "Secret import with ID '%s' not found"
                        .formatted(id.length() <= MAX_ECHO ? id : id.substring(0, MAX_ECHO)));
    }
}
