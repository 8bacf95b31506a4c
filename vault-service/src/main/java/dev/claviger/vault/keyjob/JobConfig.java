package dev.claviger.vault.keyjob;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How fast work on keys goes on. */
@ConfigMapping(prefix = "claviger.key-jobs")
public interface JobConfig {

    /** How often a replica looks for work. */
    @WithDefault("PT2S")
    Duration interval();

    /** How long it rests between two steps, more than nothing. Longer leaves more of the machine to requests. */
    @WithDefault("PT0.05S")
    Duration pause();

    /** How many rows one step takes at most. */
    @WithDefault("200")
    int batchRows();

    /** How many bytes of ciphertext one step takes at most, but one row in any case. */
    @WithDefault("4194304")
    long batchBytes();

    /** How long a step that failed waits before it is tried again. */
    @WithDefault("PT10S")
    Duration retry();

    /** How long jobs that have ended can be looked at. */
    @WithDefault("P90D")
    Duration keep();
}
