package dev.claviger.vault.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How webhooks are told. */
@ConfigMapping(prefix = "claviger.webhooks")
public interface WebhookConfig {

    /** How many webhooks one project may have; one more is refused with 400. */
    @WithDefault("100")
    int maxPerProject();

    /** The consumer group in which the replicas share the topic of changes. */
    @WithDefault("claviger-webhooks")
    String group();

    /** How many deliveries one replica has under way at once; never more than one to the same webhook. */
    @WithDefault("16")
    int maxUnderWay();

    /** How often a replica looks for deliveries that are due; after a change of its own it looks at once. */
    @WithDefault("PT0.5S")
    Duration pollInterval();

    /** After this long without a word a replica that took a delivery counts as dead, and another one sends it. */
    @WithDefault("PT1M")
    Duration lease();

    /** How long a webhook is left alone after its first failure; each further one doubles it. A random part of up to half is taken off. */
    @WithDefault("PT5S")
    Duration firstRetry();

    /** The longest that a failing webhook is left alone. */
    @WithDefault("PT1H")
    Duration longestRetry();

    /** A delivery that fails and is older than this is given up. */
    @WithDefault("P1D")
    Duration giveUpAfter();

    /** How long deliveries that ended are remembered, so that a change that is read again is not told again. */
    @WithDefault("P1D")
    Duration keepEnded();
}
