package dev.claviger.sync.rotating;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** How long after a failure is tried again. */
@ApplicationScoped
class Pauses {
    private static final int MOST_DOUBLINGS = 16;

    private final RotationConfig config;

    Pauses(RotationConfig config) {
        this.config = config;
    }

    /** After so many failures before this one. */
    Duration after(int attempts) {
        Duration pause = config.retryAfter().multipliedBy(1L << Math.min(attempts, MOST_DOUBLINGS));
        return pause.compareTo(config.longestRetry()) < 0 ? pause : config.longestRetry();
    }
}
