package dev.claviger.vault.reference;

import io.smallrye.mutiny.Uni;
import java.util.Set;

/** The secrets of one project as one caller may see them. */
public interface Library {

    /** Looks up one secret; {@link Target.Unloaded} when its folder was not loaded. */
    Target find(Address address);

    /** Loads these folders, so that {@link #find} answers for them. Places that do not exist are loaded as absent. */
    Uni<Void> load(Set<Place> places);
}
