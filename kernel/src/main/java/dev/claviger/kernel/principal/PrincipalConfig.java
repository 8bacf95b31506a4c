package dev.claviger.kernel.principal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a service learns that a token was revoked or its principal changed. */
@ConfigMapping(prefix = "claviger.principals")
public interface PrincipalConfig {

    /** The compacted topic, one partition, that auth-service writes and the others read. */
    @WithDefault("claviger.principals")
    String topic();

    /** How long start waits, not ready, for the first complete read of the topic; afterwards auth-service is asked instead. */
    @WithDefault("PT10S")
    Duration firstReadTimeout();

    /** After this long without a heartbeat the topic is not trusted any more and auth-service is asked about each token. */
    @WithDefault("PT30S")
    Duration silence();

    /** How long an answer of auth-service about a token holds. */
    @WithDefault("PT5S")
    Duration answerMaxAge();

    /** How long auth-service may take to answer about a token. */
    @WithDefault("PT2S")
    Duration answerTimeout();

    /** How long auth-service is left alone after it failed to answer. */
    @WithDefault("PT1S")
    Duration askAgainAfter();

    /**
     * How long tokens are accepted on what is known, counted from the last heartbeat or answer; afterwards every request with a token
     * gets a 503. Longer keeps pipelines running through an outage of auth-service; shorter bounds how long a stolen token outlives its
     * revocation in one.
     */
    @WithDefault("PT5M")
    Duration grace();
}
