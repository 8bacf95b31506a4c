package dev.claviger.sync.connection;

import dev.claviger.kernel.Secret;
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
import java.util.Map;
import java.util.Properties;

/**
 * Works at PostgreSQL servers through the guarded sockets: the address is checked, and TLS checks the name. The driver blocks, so that
 * it works on a worker thread. When the time is over the line is cut, whatever the server is doing.
 */
@ApplicationScoped
public class PostgresClient {
    private static final int USUAL_PORT = 5432;

    private final GuardedSockets sockets;
    private final ConnectionSeal seal;
    private final ConnectionConfig config;

    PostgresClient(GuardedSockets sockets, ConnectionSeal seal, ConnectionConfig config) {
        this.sockets = sockets;
        this.seal = seal;
        this.config = config;
    }

    /** Fails with {@link CredentialsRefused}, and when the address may not be reached. */
    Uni<Checked> check(Credentials given) {
        return run(given, server -> server.isValid(seconds()))
                .onFailure(PostgresRefused.class)
                .transform(refused -> new CredentialsRefused(String.valueOf(refused.getMessage())))
                .replaceWith(() -> new Checked(given, null));
    }

    /**
     * Works at the server of a connection, with its account. Fails with {@link PostgresRefused}, with {@link CredentialsRefused} when the
     * host is none, and when the address may not be reached.
     */
    public <T> Uni<T> run(Connection connection, PostgresWork<T> work) {
        return seal.open(connection).chain(credentials -> run(credentials, work));
    }

    /** Works at the same server as {@link #run(Connection, PostgresWork)}, as another of its logins. Fails like that. */
    public <T> Uni<T> runAs(Connection connection, String username, Secret password, PostgresWork<T> work) {
        return seal.open(connection)
                .map(credentials -> credentials.with("username", username).withHidden(Map.of("password", password)))
                .chain(credentials -> run(credentials, work));
    }

    private <T> Uni<T> run(Credentials given, PostgresWork<T> work) {
        return sockets.find(way(given))
                .chain(line -> Uni.createFrom()
                        .item(() -> logIn(given, line, work))
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                        .ifNoItem()
                        .after(config.databaseTimeout())
                        .failWith(PostgresRefused::silent)
                        .onTermination()
                        .invoke(line::cut));
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
    private <T> T logIn(Credentials given, Line line, PostgresWork<T> work) {
        try (PostgresLines.Ticket ticket = PostgresLines.register(line);
                java.sql.Connection server = DriverManager.getConnection(url(given), properties(given, ticket))) {
            return done(server, work);
        } catch (SQLException refused) {
            throw PostgresRefused.login(refused);
        }
    }

    private static <T> T done(java.sql.Connection server, PostgresWork<T> work) {
        try {
            return work.at(server);
        } catch (SQLException refused) {
            throw PostgresRefused.statement(refused);
        }
    }

    private int seconds() {
        return Math.toIntExact(config.databaseTimeout().toSeconds());
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
