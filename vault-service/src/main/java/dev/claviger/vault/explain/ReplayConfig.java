package dev.claviger.vault.explain;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How decisions of the past are replayed by {@code what-if}. */
@ConfigMapping(prefix = "claviger.replay")
public interface ReplayConfig {

    /** Base URL of audit-service itself, not of the edge. Without it nothing is replayed. */
    Optional<URI> auditUrl();

    /** How long audit-service may take to tell the decisions; afterwards the answer says that they are missing. */
    @WithDefault("PT10S")
    Duration timeout();

    /** How many days back decisions are replayed, at most 365. */
    @WithDefault("30")
    int days();
}
