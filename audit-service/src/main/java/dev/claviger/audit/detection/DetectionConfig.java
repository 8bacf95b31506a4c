package dev.claviger.audit.detection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Rules that look at new entries. */
@ConfigMapping(prefix = "claviger.audit.detection")
public interface DetectionConfig {

    /** How often new entries are looked for. */
    @WithDefault("PT1S")
    Duration interval();

    /** How many entries are looked at in one transaction. */
    @WithDefault("500")
    int maxEntries();
}
