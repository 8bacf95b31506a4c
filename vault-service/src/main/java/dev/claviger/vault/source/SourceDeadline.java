package dev.claviger.vault.source;

import dev.claviger.kernel.http.RequestDeadline;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** Taking secrets from another server takes longer than answering from our own tables. */
@Singleton
final class SourceDeadline implements RequestDeadline {
    private static final String ROUTES = "/api/x/import/from/";

    private final SourceConfig config;

    SourceDeadline(SourceConfig config) {
        this.config = config;
    }

    @Override
    public Optional<Duration> of(String path) {
        return path.startsWith(ROUTES) ? Optional.of(config.timeLimit()) : Optional.empty();
    }
}
