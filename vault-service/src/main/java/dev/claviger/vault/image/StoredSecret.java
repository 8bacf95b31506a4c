package dev.claviger.vault.image;

import dev.claviger.vault.keyring.Sealed;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One version of a secret as it is stored.
 *
 * @param owner the user whose personal secret it is; null for shared ones
 * @param rotationId the rotation that alone writes it; null for all others
 */
public record StoredSecret(
        UUID id,
        String key,
        int version,
        Sealed value,
        Sealed detail,
        boolean skipMultilineEncoding,
        Reminder reminder,
        List<StoredTag> tags,
        @Nullable UUID owner,
        @Nullable UUID rotationId,
        Author author,
        Instant createdAt,
        Instant updatedAt) {
    private static final int OVERHEAD_BYTES = 500;
    private static final int TAG_BYTES = 200;

    public StoredSecret {
        tags = List.copyOf(tags);
    }

    public boolean isPersonal() {
        return owner != null;
    }

    /** Whether a rotation alone gives it its value, its name and its place. */
    public boolean isRotated() {
        return rotationId != null;
    }

    /** About how much memory it takes. */
    int weight() {
        return OVERHEAD_BYTES + 2 * key.length() + value.length() + detail.length() + TAG_BYTES * tags.size();
    }
}
