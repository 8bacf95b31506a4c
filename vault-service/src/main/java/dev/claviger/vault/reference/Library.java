package dev.claviger.vault.reference;

import io.smallrye.mutiny.Uni;
import java.util.Set;

/** The secrets of one project, and of those it refers to, as one caller may see them. */
public interface Library {

    /** Looks up one secret; {@link Target.Unloaded} when its folder was not loaded. */
    Target find(Address address);

    /**
     * Looks up a secret beside one that was lent, in the same folder.
     *
     * @param borrower the folder in which rights are enough to read what stands here
     */
    default Target findLent(Address address, Place borrower) {
        return find(address);
    }

    /** The one form of an address: where a project names itself, that is the project at hand. */
    default Address canonical(Address address) {
        return address;
    }

    /** Loads these folders, so that {@link #find} answers for them. Places that do not exist are loaded as absent. */
    Uni<Void> load(Set<Place> places);
}
