package dev.claviger.audit.live;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What following the log may take. */
@ConfigMapping(prefix = "claviger.audit.live")
public interface LiveConfig {

    /** How often it is looked for new entries. */
    @WithDefault("PT0.25S")
    Duration interval();

    /** How often a stream shows that it is alive. */
    @WithDefault("PT15S")
    Duration ping();

    /** How often the token of a stream is checked; a revoked one ends its stream after no more than this. */
    @WithDefault("PT0.5S")
    Duration tokenCheck();

    /**
     * How often vault-service is asked again whether somebody may read the log of a project, although the log tells of no change; for grants
     * that end by themselves. Each is an entry of the log.
     */
    @WithDefault("PT1M")
    Duration projectCheck();

    /** How long a stream lasts; the client then connects anew. */
    @WithDefault("PT1H")
    Duration maxAge();

    /** How many streams one caller may have open on one replica; one more is refused with 429. */
    @WithDefault("5")
    int maxPerCaller();
}
