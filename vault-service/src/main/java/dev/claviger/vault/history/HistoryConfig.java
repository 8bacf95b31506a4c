package dev.claviger.vault.history;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long deleted secrets can be brought back, and how much may be compared at once. */
@ConfigMapping(prefix = "claviger.history")
public interface HistoryConfig {

    /** How long a deleted secret can be brought back; afterwards its contents are destroyed. */
    @WithDefault("P30D")
    Duration undeleteWindow();

    /** How often secrets whose time is over are looked for. */
    @WithDefault("PT1H")
    Duration purgeEvery();

    /** How many secrets of deleted ones are destroyed at most in one go. */
    @WithDefault("1000")
    int purgeBatch();

    /** How many secrets, folders or imports a comparison or a rollback may look at. */
    @WithDefault("50000")
    int maxCompared();

    /** How many of them a rollback may change. */
    @WithDefault("10000")
    int maxRolledBack();
}
