package dev.claviger.vault.secret;

import dev.claviger.kernel.event.SecretRef;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/**
 * The secrets that are decoys, as this replica knows them. Nothing that a reader sees depends on it: only events do. Thread-safe.
 */
@ApplicationScoped
public class Decoys {
    private volatile Set<UUID> ids = Set.of();

    /** Takes these for all there are. */
    public void replace(Set<UUID> all) {
        ids = Set.copyOf(all);
    }

    boolean include(Collection<SecretRef> secrets) {
        Set<UUID> known = ids;
        return !known.isEmpty() && secrets.stream().map(SecretRef::id).anyMatch(known::contains);
    }
}
