package dev.claviger.vault.folder;

import dev.claviger.kernel.Failure;

/** There is a folder of that name already. */
final class FolderTaken extends Failure {
    FolderTaken(SecretPath path) {
        super(Kind.BAD_REQUEST, "Folder with path '%s' already exists".formatted(path));
    }
}
