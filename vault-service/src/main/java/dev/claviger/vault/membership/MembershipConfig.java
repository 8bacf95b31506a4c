package dev.claviger.vault.membership;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How memberships are managed. */
@ConfigMapping(prefix = "claviger.membership")
public interface MembershipConfig {

    /** How long auth-service may take to tell about an identity; afterwards the request fails with 503. */
    @WithDefault("PT3S")
    Duration identityLookupTimeout();
}
