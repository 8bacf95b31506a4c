package dev.claviger.sync.emergency;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How steps of emergencies are taken. */
@ConfigMapping(prefix = "claviger.emergencies")
public interface EmergencyConfig {

    /** How often each replica looks for steps that are due. */
    @WithDefault("PT1S")
    Duration pollInterval();

    /** How many steps a replica takes at once. */
    @WithDefault("8")
    int atOnce();

    /** How long one advance of a step may take; a step of a replica that died waits that long. */
    @WithDefault("PT2M")
    Duration lease();

    /** How soon a step that waits for something looks again. */
    @WithDefault("PT1S")
    Duration lookAgain();

    /** How long after a failure a step is tried again; doubles each time. */
    @WithDefault("PT5S")
    Duration retryAfter();

    /** The longest pause between two tries; there is no last one. */
    @WithDefault("PT5M")
    Duration longestRetry();

    /** How long consumers have between two rotations of one credential, unless the plan says otherwise. */
    @WithDefault("PT2M")
    Duration grace();
}
