package dev.claviger.testkit;

import dev.claviger.local.engine.Kafka;
import dev.claviger.local.engine.Postgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Real PostgreSQL and Kafka for a service under test, and the configuration that points it there:
 *
 * <pre>{@code
 * @QuarkusTest
 * @QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
 * class SecretResourceTest { ... }
 * }</pre>
 *
 * <p>The engines start once per JVM and are shared by all profiles, with data that lives as long as the JVM. Services other
 * than auth are pointed at {@link TestTokens} for their token keys. A test that stops an engine starts it again at its end.
 */
public final class RealEngines implements QuarkusTestResourceLifecycleManager {
    public static final String ACCESS_EVENTS = "claviger.access-events";
    public static final String SECRET_CHANGES = "claviger.secret-changes";
    public static final String ALERTS = "claviger.alerts";
    public static final String PRINCIPALS = "claviger.principals";
    static final int PARTITIONS = 3;

    private String service = "";

    @Override
    public void init(Map<String, String> arguments) {
        service = arguments.getOrDefault("service", "");
    }

    @Override
    public Map<String, String> start() {
        postgres().start();
        kafka().start();
        if (!service.equals("auth")) {
            TestPrincipals.beat();
        }
        return config(service);
    }

    /** The engines stay for the next profile; the end of the JVM stops them. */
    @Override
    public void stop() {
        // nothing to do
    }

    /** The configuration entries of a service: auth, vault, audit or sync. */
    public static Map<String, String> config(String service) {
        Map<String, String> config = new HashMap<>(shared(service));
        if (!service.equals("auth")) {
            config.put("claviger.auth.url", TestTokens.authUrl().toString());
        }
        return config;
    }

    @SuppressWarnings("unchecked") // the method over there returns just that
    private static Map<String, String> shared(String service) {
        return (Map<String, String>) JvmWide.call(SharedEngines.class, "config", service);
    }

    public static Postgres postgres() {
        return JvmWide.view(Postgres.class, JvmWide.call(SharedEngines.class, "postgres"));
    }

    public static Kafka kafka() {
        return JvmWide.view(Kafka.class, JvmWide.call(SharedEngines.class, "kafka"));
    }

    /**
     * Deletes a compacted topic of one partition with all that stands in it and makes it anew. Returns the id that Kafka gave to the new
     * one.
     */
    public static String renewCompactedTopic(String topic) {
        return (String) JvmWide.call(SharedEngines.class, "renewCompactedTopic", topic);
    }

    /** A connection that may do anything in the database of a service. */
    public static Connection connectAsSuperuser(String service) throws SQLException {
        return postgres().connectAsSuperuser(service);
    }

    /** A connection with the rights of the migrations. */
    public static Connection connectAsOwner(String service) throws SQLException {
        Map<String, String> config = shared(service);
        return postgres()
                .connect(
                        service,
                        config.getOrDefault("claviger.database.owner-username", ""),
                        config.getOrDefault("claviger.database.owner-password", ""));
    }

    /** A connection with the rights the running service has. */
    public static Connection connectAsApp(String service) throws SQLException {
        Map<String, String> config = shared(service);
        return postgres()
                .connect(
                        service,
                        config.getOrDefault("claviger.database.username", ""),
                        config.getOrDefault("claviger.database.password", ""));
    }
}
