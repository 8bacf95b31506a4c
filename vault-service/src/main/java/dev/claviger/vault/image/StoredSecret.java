package dev.claviger.vault.image;

import dev.claviger.vault.keyring.Sealed;
import java.time.Instant;
import java.util.UUID;

/** One version of a secret as it is stored. */
public record StoredSecret(
        UUID id,
        String key,
        int version,
        Sealed value,
        Sealed detail,
        boolean skipMultilineEncoding,
        Reminder reminder,
        Author author,
        Instant createdAt,
        Instant updatedAt) {
    private static final int OVERHEAD_BYTES = 500;

    /** About how much memory it takes. */
    int weight() {
        return OVERHEAD_BYTES + 2 * key.length() + value.length() + detail.length();
    }
}
