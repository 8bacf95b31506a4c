package dev.claviger.sync.lease;

import dev.claviger.kernel.http.RequestDeadline;
import dev.claviger.sync.dynamicsecret.DynamicSecretConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** Whoever asks for a login waits for the server that makes it. */
@ApplicationScoped
class LeaseDeadline implements RequestDeadline {
    private static final String PREFIX = "/api/v1/dynamic-secrets";

    private final DynamicSecretConfig config;

    LeaseDeadline(DynamicSecretConfig config) {
        this.config = config;
    }

    @Override
    public Optional<Duration> of(String path) {
        return path.startsWith(PREFIX) ? Optional.of(Ends.hold(config)) : Optional.empty();
    }
}
