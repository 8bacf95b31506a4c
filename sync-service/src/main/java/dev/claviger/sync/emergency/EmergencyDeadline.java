package dev.claviger.sync.emergency;

import dev.claviger.kernel.http.RequestDeadline;
import dev.claviger.sync.blast.BlastConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** Whoever plans for a leak, or closes an emergency, waits for a report of the log. */
@Singleton
final class EmergencyDeadline implements RequestDeadline {
    private static final String ROUTES = "/api/x/emergencies";
    private static final Duration OURS = Duration.ofSeconds(20);

    private final BlastConfig config;

    EmergencyDeadline(BlastConfig config) {
        this.config = config;
    }

    @Override
    public Optional<Duration> of(String path) {
        return path.startsWith(ROUTES) ? Optional.of(config.auditTimeout().plus(OURS)) : Optional.empty();
    }
}
