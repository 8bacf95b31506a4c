package dev.claviger.sync.dynamicsecret;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Dynamic secrets and their leases. */
@ConfigMapping(prefix = "claviger.dynamic-secrets")
public interface DynamicSecretConfig {

    /** How long a server may take to make, prolong or end one login, or to let us in. */
    @WithDefault("PT30S")
    Duration serverTimeout();

    /**
     * How many leases one dynamic secret may have at once, so that a job that runs wild does not fill a server with logins; 0 for any
     * number.
     */
    @WithDefault("0")
    int mostLeases();

    /** How often each replica looks for leases that are to end. */
    @WithDefault("PT0.5S")
    Duration pollInterval();

    /** How many leases a replica ends at once. */
    @WithDefault("8")
    int endsAtOnce();

    /** How long after a failure a lease is to end again; doubles each time. */
    @WithDefault("PT5S")
    Duration retryAfter();

    /** How long there is between two tries at most. Nothing is ever given up. */
    @WithDefault("PT10M")
    Duration retryAtMost();

    /** How often the folder of each dynamic secret is looked for, in case that nobody told of its end. */
    @WithDefault("PT1H")
    Duration lookForFolders();
}
