package dev.claviger.vault.secret;

import dev.claviger.kernel.event.SecretRef;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.reference.Address;
import dev.claviger.vault.reference.Place;

/** A secret that the caller may see, and whether its value stays hidden. */
public record Entry(FolderImage.Folder folder, StoredSecret secret, boolean hidden) {
    public Place place() {
        return folder.place();
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
        return new Entry(folder, version, hidden);
    }
}
