package dev.claviger.auth;

import static org.awaitility.Awaitility.await;

import dev.claviger.testkit.RealEngines;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A row, or all of a table, that somebody is in the middle of changing; closing it commits. */
public final class HeldRow implements AutoCloseable {
    private static final String WAITING =
            "SELECT count(*)::text FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE ?";

    private final Connection connection;

    private HeldRow(Connection connection) {
        this.connection = connection;
    }

    /** Holds what the statement locks. */
    public static HeldRow by(String sql, UUID id) {
        return held(sql, statement -> statement.setObject(1, id));
    }

    /** Lets nobody change the table, from before they look at anything else; reading goes on. */
    public static HeldRow table(String name) {
        return held("LOCK TABLE " + name + " IN SHARE MODE", statement -> {});
    }

    private static HeldRow held(String sql, Parameters parameters) {
        try {
            Connection connection = RealEngines.connectAsSuperuser("auth");
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                parameters.set(statement);
                var _ = statement.execute();
            }
            return new HeldRow(connection);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    /**
     * Begins something elsewhere that has to wait in a statement with this text, and returns once it does. On a thread of its own: the service paces
     * refusals by the common pool, which may have one only.
     */
    public <T> CompletableFuture<T> begin(String statement, Supplier<T> work) {
        CompletableFuture<T> begun = CompletableFuture.supplyAsync(work, Thread::startVirtualThread);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !Org.read(WAITING, "%" + statement + "%").equals("0"));
        return begun;
    }

    @Override
    public void close() {
        try {
            connection.commit();
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
