package dev.claviger.sync.connection;

import dev.claviger.kernel.outbound.GuardedSockets;
import dev.claviger.kernel.outbound.GuardedSockets.Encryption;
import dev.claviger.kernel.outbound.GuardedSockets.Way;
import dev.claviger.kernel.outbound.Line;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Logs in to a PostgreSQL server through the guarded sockets: the address is checked, and TLS checks the name. The driver blocks, so that
 * it works on a worker thread.
 */
@ApplicationScoped
class PostgresClient {
    private static final int USUAL_PORT = 5432;

    private final GuardedSockets sockets;
    private final ConnectionConfig config;

    PostgresClient(GuardedSockets sockets, ConnectionConfig config) {
        this.sockets = sockets;
        this.config = config;
    }

    /** Fails with {@link CredentialsRefused}, and when the address may not be reached. */
    Uni<Checked> check(Credentials given) {
        return sockets.find(way(given))
                .chain(line -> Uni.createFrom()
                        .item(() -> logIn(given, line))
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                        .ifNoItem()
                        .after(config.databaseTimeout())
                        .failWith(() -> new CredentialsRefused("the server did not answer in time."))
                        .onTermination()
                        .invoke(line::cut))
                .replaceWith(() -> new Checked(given, null));
    }

    private static boolean encrypted(Credentials given) {
        return Boolean.TRUE.equals(given.shown().get("sslEnabled"));
    }

    private static Way way(Credentials given) {
        try {
            URI uri = new URI("postgresql", null, given.text("host"), port(given), null, null, null);
            Encryption encryption = encrypted(given) ? Encryption.LATER : Encryption.NEVER;
            return new Way(uri, port(given), USUAL_PORT, encryption, given.text("sslCertificate"));
        } catch (URISyntaxException odd) {
            throw new CredentialsRefused("the host is no name of a host.");
        }
    }

    private static int port(Credentials given) {
        return ((Number) given.shown().getOrDefault("port", USUAL_PORT)).intValue();
    }

    /** Blocks. */
    private boolean logIn(Credentials given, Line line) {
        try (PostgresLines.Ticket ticket = PostgresLines.register(line);
                java.sql.Connection connection = DriverManager.getConnection(url(given), properties(given, ticket))) {
            return connection.isValid(Math.toIntExact(config.databaseTimeout().toSeconds()));
        } catch (SQLException refused) {
            throw new CredentialsRefused(
                    "the server refused the login (SQLSTATE %s).".formatted(refused.getSQLState()));
        }
    }

    /** The place in the URL is a name only: whatever it says, the line leads to the checked address. */
    private static String url(Credentials given) {
        return "jdbc:postgresql://server:%d/".formatted(port(given));
    }

    private Properties properties(Credentials given, PostgresLines.Ticket ticket) {
        Properties properties = new Properties();
        properties.setProperty("PGDBNAME", given.text("database"));
        properties.setProperty("user", given.text("username"));
        properties.setProperty("password", given.secret("password").reveal());
        properties.setProperty("ApplicationName", "claviger");
        properties.setProperty("loginTimeout", "0");
        properties.setProperty("socketFactory", PostgresLines.Sockets.class.getName());
        properties.setProperty("socketFactoryArg", ticket.name());
        properties.setProperty("sslmode", encrypted(given) ? "require" : "disable");
        properties.setProperty("sslfactory", PostgresLines.Tls.class.getName());
        properties.setProperty("sslfactoryarg", ticket.name());
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("loggerLevel", "OFF");
        return properties;
    }
}
