package dev.claviger.vault.source;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long and how much secrets are taken from other servers. */
@ConfigMapping(prefix = "claviger.import")
public interface SourceConfig {

    /** How long taking secrets from another server may last, from the request to the answer. */
    @WithDefault("PT2M")
    Duration timeLimit();

    /** How long the other server may take for one answer. */
    @WithDefault("PT20S")
    Duration answerTimeout();

    /** The largest answer of another server, in bytes. */
    @WithDefault("67108864")
    int maxAnswerBytes();

    /** How many requests are under way to another server at once. */
    @WithDefault("8")
    int concurrency();
}
