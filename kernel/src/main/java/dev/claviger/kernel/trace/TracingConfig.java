package dev.claviger.kernel.trace;

import dev.claviger.kernel.Secret;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where traces go. Without an endpoint there are none, and nothing of them runs. */
@ConfigMapping(prefix = "claviger.tracing")
public interface TracingConfig {

    /** The base of a collector that takes OTLP over HTTP, such as {@code http://collector:4318}; {@code v1/traces} is put behind it. */
    Optional<URI> endpoint();

    /** Of how many requests a trace is made: 0 none, 1 all. By the id of the trace, so that all services agree; give all the same. */
    @WithDefault("0.05")
    double ratio();

    /** Whether a caller's mark in {@code traceparent} decides instead. Whoever can send a request can set it. */
    @WithDefault("false")
    boolean followCallers();

    /** The header {@code Authorization} for the collector. */
    Optional<Secret> authorization();

    /** A PEM file with the certificate authority of the collector; without, those of the JDK. */
    Optional<Path> trustFile();

    /** How long spans gather before they are sent. Longer needs more memory and fewer calls. */
    @WithDefault("PT5S")
    Duration interval();

    /** How many spans wait for the collector at most; further ones are dropped. About a kilobyte each. */
    @WithDefault("4096")
    int maxWaiting();

    /** How long the collector may take for an answer. */
    @WithDefault("PT10S")
    Duration timeout();
}
