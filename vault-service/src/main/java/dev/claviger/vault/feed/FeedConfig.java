package dev.claviger.vault.feed;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How changes reach Kafka. */
@ConfigMapping(prefix = "claviger.changes")
public interface FeedConfig {

    /** The topic of changes. All services that follow it must be told the same. */
    @WithDefault("claviger.secret-changes")
    String topic();

    /** How often the replica that publishes looks for what other replicas wrote down; its own changes it publishes at once. */
    @WithDefault("PT0.2S")
    Duration pollInterval();

    /** How many changes one Kafka transaction carries at most. */
    @WithDefault("500")
    int maxBatch();

    /** How long Kafka may take for one transaction before it is tried anew from the table. */
    @WithDefault("PT10S")
    Duration deliveryTimeout();
}
