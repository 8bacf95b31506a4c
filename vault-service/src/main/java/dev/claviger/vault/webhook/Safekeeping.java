package dev.claviger.vault.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import dev.claviger.vault.keyring.Field;
import dev.claviger.vault.keyring.ProjectCipher;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.keyring.Sealed;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Seals what is secret about a webhook with the keys of its project, bound to the webhook. */
@ApplicationScoped
class Safekeeping {
    private static final int ONLY_VERSION = 1;

    private final ProjectKeys keys;

    Safekeeping(ProjectKeys keys) {
        this.keys = keys;
    }

    /** What is secret about a webhook, open. */
    record Open(Secret url, Optional<Secret> signingKey) {}

    /** The same, sealed. */
    record Closed(Sealed url, @Nullable Sealed signingKey) {}

    Uni<Closed> seal(UUID projectId, Sealed keyset, UUID webhookId, Secret url, @Nullable Secret signingKey) {
        return keys.open(projectId, keyset.bytes())
                .map(cipher -> new Closed(
                        seal(cipher, webhookId, Field.WEBHOOK_URL, url),
                        signingKey == null ? null : seal(cipher, webhookId, Field.WEBHOOK_KEY, signingKey)));
    }

    Uni<Open> open(Webhook webhook) {
        return keys.open(webhook.projectId(), webhook.keyset().bytes())
                .map(cipher -> new Open(
                        open(cipher, webhook, Field.WEBHOOK_URL, webhook.url()),
                        Optional.ofNullable(webhook.signingKey())
                                .map(key -> open(cipher, webhook, Field.WEBHOOK_KEY, key))));
    }

    private static Sealed seal(ProjectCipher cipher, UUID webhookId, Field field, Secret text) {
        return cipher.seal(field, webhookId, ONLY_VERSION, text.reveal().getBytes(UTF_8));
    }

    private static Secret open(ProjectCipher cipher, Webhook webhook, Field field, Sealed ciphertext) {
        return Secret.of(new String(cipher.open(field, webhook.id(), ONLY_VERSION, ciphertext), UTF_8));
    }
}
