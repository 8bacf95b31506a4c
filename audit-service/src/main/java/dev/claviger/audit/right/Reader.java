package dev.claviger.audit.right;

import dev.claviger.kernel.caller.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may read the log of its organisation, or what one project's entries of it say.
 *
 * @param projectId the one project; null for all
 */
public record Reader(Caller caller, @Nullable UUID projectId) {

    public UUID organisation() {
        return caller.orgId();
    }

    public boolean readsAll() {
        return projectId == null;
    }
}
