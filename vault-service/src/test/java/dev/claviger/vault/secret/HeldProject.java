package dev.claviger.vault.secret;

import static org.awaitility.Awaitility.await;

import dev.claviger.testkit.RealEngines;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A change of a project that is under way, so that others wait for it. */
public final class HeldProject {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private HeldProject() {}

    /** The answer to a request that looked at the project before this change of its tables and writes after it. */
    public static <T> T overtakes(Safe safe, Callable<T> request, String change, Object... parameters)
            throws Exception {
        try (Connection connection = RealEngines.connectAsSuperuser("vault");
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            connection.setAutoCommit(false);
            execute(connection, "UPDATE project SET revision = revision + 1 WHERE id = ?", safe.projectId);
            Future<T> answer = threads.submit(request);
            await().atMost(LIMIT).until(() -> isWaitedFor(connection));
            execute(connection, change, parameters);
            connection.commit();
            return answer.get();
        }
    }

    private static boolean isWaitedFor(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))")) {
            return found.next();
        }
    }

    private static void execute(Connection connection, String change, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(change)) {
            for (int number = 0; number < parameters.length; number++) {
                statement.setObject(number + 1, parameters[number]);
            }
            statement.executeUpdate();
        }
    }
}
