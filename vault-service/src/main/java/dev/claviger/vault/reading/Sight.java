package dev.claviger.vault.reading;

import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.View;
import java.util.Optional;

/** Which secrets a caller may see, directly or through an import; values that stay hidden are marked so (http-api.md 4.11). */
record Sight(View view, boolean viewsValue) {

    /** A secret of the folder at hand: to be described at least, hidden where the value may not be read. */
    Optional<Entry> direct(FolderImage.Folder folder, StoredSecret secret) {
        return may(Action.DESCRIBE_SECRET, folder, secret)
                ? Optional.of(new Entry(folder, secret, isHidden(folder, secret)))
                : Optional.empty();
    }

    /** A secret of an imported folder: left out altogether where the value is wanted and may not be read. */
    Optional<Entry> imported(FolderImage.Folder source, StoredSecret secret) {
        return direct(source, secret).filter(entry -> !entry.hidden() || !viewsValue);
    }

    private boolean isHidden(FolderImage.Folder folder, StoredSecret secret) {
        return !viewsValue || !may(Action.READ_VALUE, folder, secret);
    }

    private boolean may(String action, FolderImage.Folder folder, StoredSecret secret) {
        Place place = folder.place();
        return view.may(action, place, secret.key());
    }
}
