package dev.claviger.audit.shard;

import dev.claviger.audit.AuditConfig;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/** What logs are called. A bad name stops the start, for a log could never change it. */
@Startup
@Singleton
public class Origins {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.:/-]{0,99}");

    private final String host;

    Origins(AuditConfig config) {
        this.host = config.log().name();
        if (!NAME.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "claviger.audit.log.name must be a host name, if need be with a path, in small letters");
        }
    }

    public String of(String org, String shard) {
        return "%s/%s/%s".formatted(host, org, shard);
    }
}
