package dev.claviger.kernel.crypto;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Key configuration out of entries without their prefix. */
final class TestKeyConfig {
    private TestKeyConfig() {}

    static KeyConfig of(Map<String, String> entries) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().withMapping(KeyConfig.class);
        entries.forEach((key, value) ->
                builder.withSources(new PropertiesConfigSource(Map.of("claviger.keys." + key, value), key, 100)));
        return builder.build().getConfigMapping(KeyConfig.class);
    }
}
