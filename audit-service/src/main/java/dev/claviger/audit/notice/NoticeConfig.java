package dev.claviger.audit.notice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How destinations are told about alerts. */
@ConfigMapping(prefix = "claviger.audit.alerts.notices")
public interface NoticeConfig {

    /** How many destinations an organisation may have; one more is refused with 400. */
    @WithDefault("20")
    int maxDestinations();

    /** How often destinations with something to be told are looked for. */
    @WithDefault("PT1S")
    Duration interval();

    /** How many destinations one replica serves at the same time. */
    @WithDefault("32")
    int atOnce();

    /** How long nobody else serves a destination; longer than one attempt may take. */
    @WithDefault("PT60S")
    Duration lease();

    /** How long a destination is left alone after its first failure; each further one doubles it. Up to half is taken off by chance. */
    @WithDefault("PT2S")
    Duration firstWait();

    /** The longest that a failing destination is left alone, unless it asks for more itself. */
    @WithDefault("PT10M")
    Duration longestWait();

    /** A notice that still fails when it is older than this is given up. */
    @WithDefault("P1D")
    Duration giveUpAfter();

    /** How long notices that ended are kept, to be counted. */
    @WithDefault("P7D")
    Duration keepEnded();
}
