package dev.claviger.vault.folder;

import dev.claviger.kernel.Failure;

/** Something outside the folder depends on what is in it. */
public final class FolderInUse extends Failure {
    public FolderInUse(SecretPath path) {
        super(
                Kind.BAD_REQUEST,
                "Folder '%s' is in use: secrets or imports elsewhere lead into it. GET /api/x/folder-references shows them; forceDelete deletes it nevertheless."
                        .formatted(path));
    }
}
