package dev.claviger.kernel.outbound;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How far, how long and how much the service fetches from addresses that users name. */
@ConfigMapping(prefix = "claviger.outbound")
public interface OutboundConfig {

    /**
     * The networks of non-public addresses that may be reached, as a comma list such as {@code 10.1.0.0/16,fd00:1::/64}; none by
     * default. Whoever may configure a login can then let the service fetch from every host in them, also without TLS. Link-local
     * and metadata addresses stay out of reach whatever is listed.
     */
    Optional<List<Cidr>> allow();

    /** How long a connection may take to open. */
    @WithDefault("PT2S")
    Duration connectTimeout();

    /** How long a fetch may take from the look-up of the name to the last byte. */
    @WithDefault("PT5S")
    Duration totalTimeout();

    /** The largest answer, in bytes. */
    @WithDefault("1048576")
    int maxBytes();
}
