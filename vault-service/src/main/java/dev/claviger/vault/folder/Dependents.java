package dev.claviger.vault.folder;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** Knows what depends on what is in a folder. */
public interface Dependents {

    /**
     * Fails with {@link FolderInUse} when a shared secret or an import of the project, outside of the folder, leads to the folder or below
     * it. It looks at everything, whatever the caller may read, and tells no more than that. A folder that is not there is not in use.
     *
     * @param idOrName of the folder, which lies directly in the parent
     * @return the revision of the project that this holds for
     */
    Uni<Long> requireNone(Caller caller, UUID projectId, Place parent, String idOrName, AccessEvent event);
}
