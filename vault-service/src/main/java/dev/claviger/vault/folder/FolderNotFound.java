package dev.claviger.vault.folder;

import dev.claviger.kernel.Failure;

/** The environment has no such folder. */
public final class FolderNotFound extends Failure {
    private static final int MAX_ECHO = 64;

    private FolderNotFound(String text) {
        super(Kind.NOT_FOUND, text);
    }

    public static FolderNotFound of(String environment, SecretPath path) {
        return of(environment, path.text());
    }

    /** Of texts as they were given. */
    static FolderNotFound of(String environment, String path) {
        return new FolderNotFound(
                "Folder with path '%s' in environment with slug '%s' not found".formatted(path, environment));
    }

    public static FolderNotFound of(String idOrName) {
        return new FolderNotFound("Folder '%s' not found"
                .formatted(idOrName.length() <= MAX_ECHO ? idOrName : idOrName.substring(0, MAX_ECHO)));
    }
}
