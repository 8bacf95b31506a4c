package dev.claviger.vault.webhook;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as clients see it. Its signing key never leaves.
 *
 * @param url whole for those who may edit webhooks, because it may carry a token; without path and query for those who may only see them
 */
record WebhookView(
        UUID id,
        UUID projectId,
        UUID envId,
        Webhook.Stage environment,
        String secretPath,
        WebhookType type,
        String url,
        List<EventName> eventsFilter,
        boolean isDisabled,
        @Nullable String lastStatus,
        @Nullable String lastRunErrorMessage,
        Instant createdAt,
        Instant updatedAt) {

    /** An entry of the filter. */
    record EventName(String eventName) {}

    static WebhookView of(Webhook webhook, String url) {
        return new WebhookView(
                webhook.id(),
                webhook.projectId(),
                webhook.environment().id(),
                webhook.environment(),
                webhook.secretPath(),
                webhook.type(),
                url,
                webhook.events().stream().map(EventName::new).toList(),
                webhook.isDisabled(),
                webhook.lastStatus(),
                webhook.lastError(),
                webhook.createdAt(),
                webhook.updatedAt());
    }

    /** An address of which only the host is told. */
    static String masked(String url) {
        URI whole = URI.create(url);
        return "%s://%s/***".formatted(whole.getScheme(), whole.getRawAuthority());
    }
}
