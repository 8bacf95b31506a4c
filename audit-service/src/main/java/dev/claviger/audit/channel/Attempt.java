package dev.claviger.audit.channel;

import java.time.Duration;
import java.util.Optional;

/**
 * How it went.
 *
 * @param problem why it was not taken, in words for administrators; empty when it was
 * @param retryAfter how long the receiver asked to be left alone; zero when it did not
 */
public record Attempt(Optional<String> problem, Duration retryAfter) {
    static final Attempt TAKEN = new Attempt(Optional.empty(), Duration.ZERO);

    static Attempt failed(String problem) {
        return new Attempt(Optional.of(problem), Duration.ZERO);
    }
}
