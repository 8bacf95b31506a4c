package dev.claviger.local.suite;

import dev.claviger.local.edge.Service;
import dev.claviger.local.engine.Database;
import dev.claviger.local.engine.Engines;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The environment of each service: nothing of this process but where programs and the home lie, and what people set for
 * Claviger, then what the service needs to know.
 */
final class ServiceSettings {
    private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR");
    private static final String OURS = "CLAVIGER_";
    private static final String OUTBOUND_ALLOW = OURS + "OUTBOUND_ALLOW";
    private static final String LOOPBACK = "127.0.0.1/32";

    private final SuiteOptions options;
    private final KeptSecrets secrets;
    private final Engines engines;
    private final Map<Service, URI> addresses;
    private final String publicUrl;

    ServiceSettings(
            SuiteOptions options, KeptSecrets secrets, Engines engines, Map<Service, URI> addresses, String publicUrl) {
        this.options = options;
        this.secrets = secrets;
        this.engines = engines;
        this.addresses = addresses;
        this.publicUrl = publicUrl;
    }

    Map<String, String> of(Service service) {
        return of(service, address(service).getPort());
    }

    Map<String, String> of(Service service, int port) {
        Map<String, String> environment = inherited(System.getenv());
        environment.putAll(options.settings());
        if (options.simulateGitLab()) {
            environment.merge(OUTBOUND_ALLOW, LOOPBACK, (given, loopback) -> given + "," + loopback);
        }
        environment.putIfAbsent(OURS + "AUTH_SERVICE_SESSIONS_PUBLIC_URL", publicUrl);
        Database database = secrets.database(Names.of(service));
        environment.putAll(Map.ofEntries(
                Map.entry("QUARKUS_HTTP_PORT", String.valueOf(port)),
                Map.entry(OURS + "HTTP_TRUSTED_HOPS", "1"),
                Map.entry(OURS + "DATABASE_URL", engines.postgres().url(database.name())),
                Map.entry(OURS + "DATABASE_USERNAME", database.app()),
                Map.entry(OURS + "DATABASE_PASSWORD", database.appPassword()),
                Map.entry(OURS + "DATABASE_OWNER_USERNAME", database.owner()),
                Map.entry(OURS + "DATABASE_OWNER_PASSWORD", database.ownerPassword()),
                Map.entry(OURS + "KAFKA_BOOTSTRAP_SERVERS", engines.kafka().bootstrapServers()),
                Map.entry(
                        OURS + "KEYS_ROOT_FILE",
                        secrets.rootKeys(Names.of(service)).toString()),
                Map.entry(
                        OURS + "AUDIT_LOG_GUARD_FOLDER",
                        secrets.folder().resolveSibling("audit-guard").toString()),
                Map.entry(OURS + "AUTH_URL", address(Service.AUTH).toString()),
                Map.entry(
                        OURS + "AUTH_SERVICE_SERVICE_TOKENS_VAULT_URL",
                        address(Service.VAULT).toString()),
                Map.entry(OURS + "AUDIT_VAULT_URL", address(Service.VAULT).toString()),
                Map.entry(
                        OURS + "BLAST_RADIUS_AUDIT_URL", address(Service.AUDIT).toString()),
                Map.entry(OURS + "SYNC_VAULT_URL", address(Service.VAULT).toString()),
                Map.entry(OURS + "REPLAY_AUDIT_URL", address(Service.AUDIT).toString()),
                Map.entry("QUARKUS_LOG_CATEGORY__IO_SMALLRYE_HEALTH__LEVEL", "WARN"),
                Map.entry("MALLOC_ARENA_MAX", "2")));
        return environment;
    }

    private URI address(Service service) {
        URI address = addresses.get(service);
        if (address == null) {
            throw new IllegalArgumentException("not a part of the suite: " + service);
        }
        return address;
    }

    private static Map<String, String> inherited(Map<String, String> all) {
        Map<String, String> kept = new HashMap<>();
        all.forEach((name, value) -> {
            if (name.startsWith(OURS) || INHERITED.contains(name)) {
                kept.put(name, value);
            }
        });
        return kept;
    }
}
