package dev.claviger.audit.feed;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How changes of alerts reach Kafka. */
@ConfigMapping(prefix = "claviger.audit.alerts.feed")
public interface FeedConfig {

    /** The topic. */
    @WithDefault("claviger.alerts")
    String topic();

    /** How often changes that are not on the topic are looked for. */
    @WithDefault("PT0.5S")
    Duration interval();

    /** How many are sent at once. */
    @WithDefault("200")
    int maxBatch();

    /** How long Kafka may take for them before they are sent again. */
    @WithDefault("PT10S")
    Duration deliveryTimeout();
}
