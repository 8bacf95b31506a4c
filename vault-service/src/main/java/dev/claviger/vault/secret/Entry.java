package dev.claviger.vault.secret;

import dev.claviger.kernel.event.SecretRef;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.reference.Address;
import dev.claviger.vault.reference.Place;
import org.jspecify.annotations.Nullable;

/**
 * A secret that the caller may see, and whether its value stays hidden.
 *
 * @param loan how it came to a caller who needs no right where it stands; null where rights there decided
 */
public record Entry(
        FolderImage.Folder folder,
        StoredSecret secret,
        boolean hidden,
        @Nullable Loan loan) {

    public Entry(FolderImage.Folder folder, StoredSecret secret, boolean hidden) {
        this(folder, secret, hidden, null);
    }

    /** Where it stands. */
    public Place place() {
        return folder.place();
    }

    /** Where the caller is told it stands. */
    public Place shownAt() {
        return loan == null ? place() : loan.shownAt();
    }

    public Address address() {
        return new Address(place(), secret.key());
    }

    /** How events name it. */
    public SecretRef ref() {
        return new SecretRef(secret.id(), secret.key(), secret.version(), place().environment(), place().path());
    }

    /** The same secret in another of its versions. */
    public Entry with(StoredSecret version) {
        return new Entry(folder, version, hidden, loan);
    }
}
