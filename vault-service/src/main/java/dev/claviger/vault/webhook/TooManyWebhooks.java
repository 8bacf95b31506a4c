package dev.claviger.vault.webhook;

import dev.claviger.kernel.Failure;

/** The project has as many webhooks as one may have. */
final class TooManyWebhooks extends Failure {
    TooManyWebhooks(int limit) {
        super(Kind.BAD_REQUEST, "A project has at most %d webhooks. Delete one first.".formatted(limit));
    }
}
