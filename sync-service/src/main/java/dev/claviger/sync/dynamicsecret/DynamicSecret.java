package dev.claviger.sync.dynamicsecret;

import dev.claviger.sync.sqllogin.UsernameTemplate;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A definition as it is stored.
 *
 * @param folderId null for the uppermost folder, which vault-service does not list
 * @param inputsId under which its inputs are sealed
 * @param maxTtl null for none but that of all
 * @param usernameTemplate null for the usual one
 * @param isDoomed whether it goes as soon as its last lease has ended
 * @param isForced whether what cannot be ended is forgotten
 * @param isHidden whether nobody sees it any more
 * @param problem why the lease that has failed to end for the longest time has; null when none has
 */
public record DynamicSecret(
        UUID id,
        UUID orgId,
        UUID projectId,
        String environment,
        @Nullable UUID folderId,
        String path,
        String name,
        UUID inputsId,
        Ttl defaultTtl,
        @Nullable Ttl maxTtl,
        @Nullable String usernameTemplate,
        List<Metadatum> metadata,
        int version,
        boolean isDoomed,
        boolean isForced,
        boolean isHidden,
        @Nullable String problem,
        Instant createdAt,
        Instant updatedAt) {
    /** The type of all there are. */
    public static final String TYPE = "sql-database";

    public DynamicSecret {
        metadata = List.copyOf(metadata);
    }

    public UsernameTemplate usernames() {
        return UsernameTemplate.parse(usernameTemplate);
    }

    /** As clients know it. */
    @Nullable
    String status() {
        return !isDoomed ? null : problem == null ? "Revocation in process" : "Failed to delete";
    }
}
