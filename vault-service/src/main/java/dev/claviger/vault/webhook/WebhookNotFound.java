package dev.claviger.vault.webhook;

import dev.claviger.kernel.Failure;

/** The caller's organisation has no such webhook. */
final class WebhookNotFound extends Failure {
    private static final int MAX_ECHO = 64;

    WebhookNotFound(String id) {
        super(
                Kind.NOT_FOUND,
                "Webhook with ID '%s' not found".formatted(id.length() <= MAX_ECHO ? id : id.substring(0, MAX_ECHO)));
    }
}
