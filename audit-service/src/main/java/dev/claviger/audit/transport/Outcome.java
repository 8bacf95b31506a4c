package dev.claviger.audit.transport;

import java.time.Duration;
import java.util.Optional;

/**
 * How it went with a parcel.
 *
 * @param problem why it was not taken, in words for administrators; empty when it was
 * @param retryAfter how long the receiver asked to be left alone; zero when it did not
 * @param gone whether the receiver says that nobody will ever take anything there again
 * @param refused whether the receiver read it and will not take the same another time
 */
public record Outcome(Optional<String> problem, Duration retryAfter, boolean gone, boolean refused) {
    static final Outcome TAKEN = new Outcome(Optional.empty(), Duration.ZERO, false, false);

    static Outcome failed(String problem) {
        return new Outcome(Optional.of(problem), Duration.ZERO, false, false);
    }
}
