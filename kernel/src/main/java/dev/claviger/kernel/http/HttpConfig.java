package dev.claviger.kernel.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the service reads requests. */
@ConfigMapping(prefix = "claviger.http")
public interface HttpConfig {

    /**
     * How many proxies of ours stand in front and append to {@code X-Forwarded-For}. 0 takes the address of the connection;
     * more would believe what a caller can write.
     */
    @WithDefault("0")
    int trustedHops();

    /** The longest path, in characters, that is looked at; longer ones are refused with 400. */
    @WithDefault("2048")
    int maxPathLength();

    /** The largest body, in bytes, that is looked at; larger ones are read away and refused with 413. */
    @WithDefault("4194304")
    long maxBodyBytes();

    /** How long an answer may take; afterwards the caller gets a 503 and whatever was under way is not sent. */
    @WithDefault("PT10S")
    Duration deadline();

    /** How deep a JSON body may nest. */
    @WithDefault("32")
    int maxJsonDepth();
}
