package dev.claviger.vault.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.testkit.RealEngines;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/** Holds up whoever wants to change a table, until it is closed. */
final class Roadblock implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Connection connection;
    private final String table;

    private Roadblock(Connection connection, String table) {
        this.connection = connection;
        this.table = table;
    }

    static Roadblock at(String table) throws SQLException {
        Connection connection = RealEngines.connectAsSuperuser("vault");
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE %s IN EXCLUSIVE MODE".formatted(table));
        }
        return new Roadblock(connection, table);
    }

    /** Ends the connection that waits here, as soon as there is one. */
    void killWhoWaits() throws SQLException {
        Instant limit = Instant.now().plus(LIMIT);
        while (!killed()) {
            assertThat(Instant.now()).as("nobody wants to change " + table).isBefore(limit);
            Thread.onSpinWait();
        }
    }

    private boolean killed() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND relation = '%s'::regclass"
                                .formatted(table))) {
            return found.next() && found.getBoolean(1);
        }
    }

    /** Lets everybody pass. */
    void lift() throws SQLException {
        connection.close();
    }

    @Override
    public void close() throws SQLException {
        lift();
    }
}
