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

    /** How long syncs and webhooks that have not delivered a new credential are waited for before the leaked one ends all the same. */
    @WithDefault("PT5M")
    Duration patience();

    /** How an emergency is followed. */
    Live live();

    /** What following emergencies may take. */
    interface Live {

        /** How often it is looked for changes. */
        @WithDefault("PT0.5S")
        Duration interval();

        /** How often a stream shows that it is alive. */
        @WithDefault("PT15S")
        Duration ping();

        /** How often the token of a stream is checked; a revoked one ends its stream after no more than this. */
        @WithDefault("PT0.5S")
        Duration tokenCheck();

        /** How often vault-service is asked again whose log the caller may read. Each question is an entry of the log. */
        @WithDefault("PT1M")
        Duration rightsCheck();

        /** How long a stream lasts; the client then connects anew. */
        @WithDefault("PT1H")
        Duration maxAge();

        /** How many streams one caller may have open on one replica; one more is refused with 429. */
        @WithDefault("5")
        int maxPerCaller();

        /** How many streams one replica has open in all; one more is refused with 429. */
        @WithDefault("500")
        int maxOpen();
    }
}
