package dev.claviger.vault.subscription;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What one event stream may take. */
@ConfigMapping(prefix = "claviger.subscriptions")
public interface SubscriptionConfig {

    /** How often a stream shows that it is alive. Clients give up after two minutes of silence; proxies in between often sooner. */
    @WithDefault("PT30S")
    Duration ping();

    /** How long a stream lasts; the client then connects anew. Shorter spreads streams better over replicas that come and go. */
    @WithDefault("PT1H")
    Duration maxAge();

    /** How many streams one caller may have open in one project, on all replicas together; one more is refused with 429. */
    @WithDefault("5")
    int maxPerCaller();

    /** How often the token of a stream is checked; a revoked one ends its stream after no more than this. */
    @WithDefault("PT1S")
    Duration tokenCheck();

    /** How many changes may wait for a slow reader; one more ends the stream. */
    @WithDefault("200")
    int maxWaiting();
}
