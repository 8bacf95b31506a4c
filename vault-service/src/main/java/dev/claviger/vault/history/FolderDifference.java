package dev.claviger.vault.history;

import dev.claviger.vault.folder.SecretPath;
import java.util.List;
import java.util.UUID;

/**
 * What differs in one folder between two moments.
 *
 * @param path where it is afterwards; where it was, when it is gone
 */
record FolderDifference(
        UUID folderId,
        SecretPath path,
        List<Difference.OfSecret> secrets,
        List<Difference.OfImport> imports,
        List<Difference.OfFolder> folders) {

    boolean isEmpty() {
        return secrets.isEmpty() && imports.isEmpty() && folders.isEmpty();
    }

    int size() {
        return secrets.size() + imports.size() + folders.size();
    }
}
