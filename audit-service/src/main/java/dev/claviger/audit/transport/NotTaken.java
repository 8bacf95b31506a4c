package dev.claviger.audit.transport;

import dev.claviger.kernel.Failure;
import java.time.Duration;
import java.util.Optional;

/** A destination did not take what it was sent; the text says why in words of ours. */
final class NotTaken extends Failure {
    private final Duration retryAfter;
    private final boolean gone;
    private final boolean refused;

    NotTaken(String why) {
        this(why, Duration.ZERO, false, false);
    }

    NotTaken(String why, Duration retryAfter, boolean gone, boolean refused) {
        super(Kind.UNAVAILABLE, why);
        this.retryAfter = retryAfter;
        this.gone = gone;
        this.refused = refused;
    }

    Outcome outcome() {
        return new Outcome(Optional.of(text()), retryAfter, gone, refused);
    }
}
