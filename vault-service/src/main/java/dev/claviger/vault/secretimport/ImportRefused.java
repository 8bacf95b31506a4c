package dev.claviger.vault.secretimport;

import dev.claviger.kernel.Failure;

/** The import cannot be: of the folder itself, twice the same, or not one that replicates. */
final class ImportRefused extends Failure {
    private ImportRefused(String text) {
        super(Kind.BAD_REQUEST, text);
    }

    static ImportRefused ofItself() {
        return new ImportRefused("A folder cannot import itself");
    }

    static ImportRefused twice() {
        return new ImportRefused("The folder imports that environment and path already");
    }

    static ImportRefused noReplication() {
        return new ImportRefused("This import does not replicate: it was made without isReplication");
    }
}
