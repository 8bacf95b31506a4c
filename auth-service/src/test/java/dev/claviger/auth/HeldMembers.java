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

/** The memberships of an organisation, held as by somebody who is in the middle of changing them; closing it commits. */
public final class HeldMembers implements AutoCloseable {
    private static final String WAITING = """
            SELECT count(*)::text FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND query LIKE '%FROM organization WHERE id = $1 FOR NO KEY UPDATE%'
            """;

    private final Connection connection;

    private HeldMembers(Connection connection) {
        this.connection = connection;
    }

    public static HeldMembers of(Org org) {
        try {
            HeldMembers held = new HeldMembers(RealEngines.connectAsSuperuser("auth"));
            held.connection.setAutoCommit(false);
            held.run("UPDATE organization SET updated_at = updated_at WHERE id = ?", org.id());
            return held;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Begins something elsewhere that has to wait, and returns once it does. */
    public static <T> CompletableFuture<T> begin(Supplier<T> work) {
        CompletableFuture<T> begun = CompletableFuture.supplyAsync(work);
        await().atMost(Duration.ofSeconds(10)).until(() -> !Org.read(WAITING).equals("0"));
        return begun;
    }

    public void run(String sql, UUID id) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            var _ = statement.executeUpdate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
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
