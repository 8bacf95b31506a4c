package dev.claviger.sync.rotating;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Rotations of secrets. */
@ConfigMapping(prefix = "claviger.rotations")
public interface RotationConfig {
    /** How often each replica looks for rotations that are due. */
    @WithDefault("PT1S")
    Duration pollInterval();

    /** How many rotations a replica has under way at once, besides those that somebody waits for. */
    @WithDefault("4")
    int runsAtOnce();

    /** How long a replica may take for one step; a rotation of a replica that died waits that long. Longer than a database may take. */
    @WithDefault("PT1M")
    Duration lease();

    /** How long an answer may take of whoever waits for a rotation. */
    @WithDefault("PT1M")
    Duration timeLimit();

    /** How long after a failure a rotation goes on where it was; doubles each time. */
    @WithDefault("PT30S")
    Duration retryAfter();

    /** The longest pause between two tries; there is no last one. */
    @WithDefault("PT1H")
    Duration longestRetry();

    /** How long the syncs of the folder are waited for before it is told which have not delivered the new value. */
    @WithDefault("PT5M")
    Duration verifyFor();

    /** How often they are looked at. */
    @WithDefault("PT10S")
    Duration verifyEvery();
}
