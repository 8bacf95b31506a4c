package dev.claviger.vault.writing;

import dev.claviger.vault.folder.FolderOrder;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.secret.View;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Changes of one folder, its secrets and the folders directly in it, that are to be one commit.
 *
 * @param message why, for readers of the history
 */
record CommitOrder(Spot spot, String message, Optional<Change> secrets, FolderOrder folders) {

    boolean isNothing() {
        return secrets.isEmpty() && folders.isNothing();
    }

    SecretPath path() {
        return SecretPath.canonical(spot.place().path());
    }

    /** Every name of a secret that matters. */
    Collection<String> keys() {
        return secrets.map(Change::keys).orElse(List.of());
    }

    /** Throws the refusal unless the caller may do to the folders all that is wanted. */
    void requireFolderRights(View view) {
        Resource place =
                Resource.folder(spot.place().environment(), spot.place().path());
        folders.actions().forEach(action -> view.require(action, Subject.SECRET_FOLDERS, place));
    }

    /** Throws the refusal unless the caller may do all of it. */
    void requireRights(View view) {
        requireFolderRights(view);
        secrets.ifPresent(change -> change.requireRights(view, spot.place()));
    }
}
