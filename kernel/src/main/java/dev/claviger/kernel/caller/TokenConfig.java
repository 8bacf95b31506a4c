package dev.claviger.kernel.caller;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How access tokens are checked. */
@ConfigMapping(prefix = "claviger.auth")
public interface TokenConfig {

    /** Base URL of auth-service; its key set is at {@code /.well-known/jwks.json}. Not needed by auth-service itself. */
    Optional<URI> url();

    /** The {@code iss} of access tokens. */
    @WithDefault("claviger")
    String issuer();

    /** The shortest time between two fetches of the key set because of an unknown key id. */
    @WithDefault("PT1S")
    Duration keyRefetchInterval();

    /** How long the check of a service token by auth-service counts. A deleted token works no longer than this. */
    @WithDefault("PT0.5S")
    Duration serviceTokenMaxAge();

    /** How long one fetch of the key set, or the check of a service token, may take. */
    @WithDefault("PT2S")
    Duration keyFetchTimeout();
}
