package dev.claviger.vault.reading;

import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.Loan;
import dev.claviger.vault.secret.View;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which secrets a caller may see, directly or through an import; values that stay hidden are marked so (http-api.md 4.11). */
record Sight(View view, boolean viewsValue) {

    /** A secret of the folder at hand: to be described at least, hidden where the value may not be read. */
    Optional<Entry> direct(FolderImage.Folder folder, StoredSecret secret) {
        return may(Action.DESCRIBE_SECRET, folder, secret)
                ? Optional.of(new Entry(folder, secret, isHidden(folder, secret)))
                : Optional.empty();
    }

    /**
     * A secret of an imported folder: left out altogether where the value is wanted and may not be read.
     *
     * @param loan null unless the import lends
     */
    Optional<Entry> imported(FolderImage.Folder source, StoredSecret secret, @Nullable Loan loan) {
        return (loan == null ? direct(source, secret) : lent(source, secret, loan))
                .filter(entry -> !entry.hidden() || !viewsValue);
    }

    private Optional<Entry> lent(FolderImage.Folder source, StoredSecret secret, Loan loan) {
        return mayBorrow(Action.DESCRIBE_SECRET, source, secret, loan)
                ? Optional.of(new Entry(
                        source, secret, !viewsValue || !mayBorrow(Action.READ_VALUE, source, secret, loan), loan))
                : Optional.empty();
    }

    private boolean mayBorrow(String action, FolderImage.Folder source, StoredSecret secret, Loan loan) {
        return view.mayBorrow(action, source.place(), secret.key(), loan.borrower());
    }

    private boolean isHidden(FolderImage.Folder folder, StoredSecret secret) {
        return !viewsValue || !may(Action.READ_VALUE, folder, secret);
    }

    private boolean may(String action, FolderImage.Folder folder, StoredSecret secret) {
        Place place = folder.place();
        return view.may(action, place, secret.key());
    }
}
