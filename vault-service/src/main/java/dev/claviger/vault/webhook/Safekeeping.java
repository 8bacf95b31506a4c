package dev.claviger.vault.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import dev.claviger.vault.keyring.Field;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.keyring.Sealed;
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

    Sealed seal(UUID projectId, Sealed keyset, UUID webhookId, Field field, Secret text) {
        return keys.open(projectId, keyset.bytes())
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
                keys.open(webhook.projectId(), webhook.keyset().bytes())
                        .open(field, webhook.id(), ONLY_VERSION, ciphertext),
                UTF_8));
    }
}
