package dev.claviger.vault.webhook;

import dev.claviger.vault.keyring.Sealed;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as it is stored.
 *
 * @param events the names it wants to hear of; empty for all
 * @param lastStatus {@code success} or {@code failed}; null before the first delivery
 * @param keyset the wrapped keyset of its project, which opens the rest
 */
record Webhook(
        UUID id,
        UUID projectId,
        Stage environment,
        String secretPath,
        WebhookType type,
        Sealed url,
        @Nullable Sealed signingKey,
        List<String> events,
        boolean isDisabled,
        @Nullable String lastStatus,
        @Nullable String lastError,
        Instant createdAt,
        Instant updatedAt,
        String projectName,
        Sealed keyset) {
    static final String SECRETS_MODIFIED = "secrets.modified";
    static final String ROTATION_FAILED = "secrets.rotation-failed";

    Webhook {
        events = List.copyOf(events);
    }

    /** The environment it listens to. */
    record Stage(UUID id, String name, String slug) {}
}
