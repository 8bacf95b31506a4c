package dev.claviger.vault.fingerprint;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Which values have a fingerprint, and when missing ones are filled in. */
@ConfigMapping(prefix = "claviger.fingerprints")
public interface FingerprintConfig {

    /**
     * Whether values get fingerprints, so that a leaked one can be looked up. Whoever has the tables then sees which secrets of an
     * organisation have the same value.
     */
    @WithDefault("false")
    boolean enabled();

    /** The shortest value, in bytes of UTF-8, that has a fingerprint: shorter ones could be guessed by who has key and table. */
    @WithDefault("8")
    int minValueBytes();

    /** How often a replica looks whether a stored value has none yet; the first time is at its start. */
    @WithDefault("PT1H")
    Duration fillInterval();

    /** The longest text, in bytes of UTF-8, that is looked up; longer ones are refused with 413. */
    @WithDefault("1048576")
    int maxLookupBytes();
}
