package dev.claviger.sync.rotation;

import dev.claviger.kernel.http.RequestDeadline;
import dev.claviger.sync.rotating.RotationConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** Whoever makes a rotation, or rotates by hand, waits for servers of others. */
@Singleton
final class RotationDeadline implements RequestDeadline {
    private static final String ROUTES = "/api/v2/secret-rotations/";

    private final RotationConfig config;

    RotationDeadline(RotationConfig config) {
        this.config = config;
    }

    @Override
    public Optional<Duration> of(String path) {
        return path.startsWith(ROUTES) ? Optional.of(config.timeLimit()) : Optional.empty();
    }
}
