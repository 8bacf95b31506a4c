package dev.claviger.sync;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** What the whole service needs to know. */
@ConfigMapping(prefix = "claviger.sync")
public interface SyncConfig {

    /** Vault-service, which has the secrets and knows the rights in projects. */
    Vault vault();

    /** See {@link #vault}. */
    interface Vault {

        /** Base URL of vault-service itself, not of the edge. */
        URI url();

        /** How long vault-service may take to answer. */
        @WithDefault("PT5S")
        Duration timeout();
    }
}
