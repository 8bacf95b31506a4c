package dev.claviger.audit.siem;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Streams of entries to other systems. */
@ConfigMapping(prefix = "claviger.audit.streams")
public interface StreamConfig {

    /** How often streams with something to deliver are looked for. */
    @WithDefault("PT1S")
    Duration interval();

    /** How many streams one replica serves at the same time. */
    @WithDefault("16")
    int atOnce();

    /** How many entries go into one request at most. */
    @WithDefault("100")
    int maxEntries();

    /** How many bytes of events go into one request at most; a single greater one goes alone. */
    @WithDefault("1048576")
    int maxBytes();

    /** How long nobody else serves a stream; longer than a request may take. */
    @WithDefault("PT60S")
    Duration lease();

    /** The longest wait after failures; it doubles from one second. */
    @WithDefault("PT5M")
    Duration longestWait();

    /** How long a receiver may take nothing before its stream is paused. */
    @WithDefault("PT24H")
    Duration giveUpAfter();
}
