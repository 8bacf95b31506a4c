package dev.claviger.vault.history;

import dev.claviger.kernel.Failure;

/** A comparison or a rollback is about more than one request may be. */
final class TooMuchHistory extends Failure {
    TooMuchHistory(int limit) {
        super(
                Kind.BAD_REQUEST,
                "This is about more than %d secrets, folders or imports. Choose a folder further down."
                        .formatted(limit));
    }
}
