package dev.claviger.vault.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import dev.claviger.vault.keyring.Field;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.keyring.Sealed;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Seals what is secret about a webhook with the keys of its project, bound to the webhook. */
@ApplicationScoped
class Safekeeping {
    private static final int ONLY_VERSION = 1;

    private final ProjectKeys keys;

    Safekeeping(ProjectKeys keys) {
        this.keys = keys;
    }

    /** Opens the keys of the project; all else here needs that just before. */
    Uni<Void> ready(UUID projectId, Sealed keyset) {
        return keys.open(projectId, keyset.bytes()).replaceWithVoid();
    }

    Uni<Void> ready(Webhook webhook) {
        return ready(webhook.projectId(), webhook.keyset());
    }

    Sealed seal(UUID projectId, Sealed keyset, UUID webhookId, Field field, Secret text) {
        return keys.opened(projectId, keyset.bytes())
                .seal(field, webhookId, ONLY_VERSION, text.reveal().getBytes(UTF_8));
    }

    Secret url(Webhook webhook) {
        return open(webhook, Field.WEBHOOK_URL, webhook.url());
    }

    Optional<Secret> signingKey(Webhook webhook) {
        return Optional.ofNullable(webhook.signingKey()).map(key -> open(webhook, Field.WEBHOOK_KEY, key));
    }

    private Secret open(Webhook webhook, Field field, Sealed ciphertext) {
        return Secret.of(new String(
                keys.opened(webhook.projectId(), webhook.keyset().bytes())
                        .open(field, webhook.id(), ONLY_VERSION, ciphertext),
                UTF_8));
    }
}
