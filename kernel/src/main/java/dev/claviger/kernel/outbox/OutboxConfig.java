package dev.claviger.kernel.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How events become durable and how they reach Kafka. */
@ConfigMapping(prefix = "claviger.outbox")
public interface OutboxConfig {

    /** How long an answer waits for its record; afterwards the caller gets a 503 and no value. */
    @WithDefault("PT2S")
    Duration recordTimeout();

    /** How many events one insert may carry. More means fewer commits under load and a longer wait for the first of them. */
    @WithDefault("500")
    int maxBatch();

    /** How many events may wait for Kafka in memory; beyond that the relay reads them back from the table. */
    @WithDefault("10000")
    int memoryQueue();

    /** How many events of this replica may wait for Kafka in the table; beyond that nothing is served any more. */
    @WithDefault("5000000")
    long maxUnpublished();

    /** How often a replica renews its lease and stores how far Kafka has acknowledged. */
    @WithDefault("PT2S")
    Duration heartbeat();

    /** A replica that has not renewed its lease for this long stops recording by itself. */
    @WithDefault("PT10S")
    Duration lease();

    /** A replica that was not seen for this long is dead, and another one publishes its events. Longer than the lease. */
    @WithDefault("PT15S")
    Duration adoptAfter();

    /** How long one event may wait for the broker's acknowledgement before it is tried anew from the table. */
    @WithDefault("PT10S")
    Duration deliveryTimeout();

    /** Where refusals without a known caller are counted: one event per address, reason and this long. */
    @WithDefault("PT10S")
    Duration refusalWindow();

    /** How often a replica tells in the topic that it lives, and how many events it has numbered. */
    @WithDefault("PT15S")
    Duration reportInterval();

    /** The topic of access events. */
    @WithDefault("claviger.access-events")
    String topic();
}
