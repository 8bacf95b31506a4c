package dev.claviger.sync.sqllogin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What is said to a server once we are in. All of it blocks. */
final class SqlTransactions {
    private static final String LOCK = "SELECT pg_advisory_xact_lock(?)";

    /** Names without quotation marks were made small by the server. */
    private static final String EXISTS = "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname IN (?, lower(?))";

    private static final String CAN_LOG_IN =
            EXISTS + " AND rolcanlogin AND (rolvaliduntil IS NULL OR rolvaliduntil > now())";

    private static final String NUMBER = "SELECT oid FROM pg_catalog.pg_roles WHERE rolname IN (?, lower(?))";

    /** By the number of the role, which sessions keep when the role is gone. */
    private static final String END_SESSIONS =
            "SELECT pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE usesysid = CAST(? AS oid)";

    private SqlTransactions() {}

    static boolean ask(Connection server) throws SQLException {
        try (Statement statement = server.createStatement()) {
            return statement.execute("SELECT 1");
        }
    }

    /**
     * All statements or none. The limits hold at the server too, so that it does not go on with what nobody waits for any more.
     *
     * @param committing becomes true when nobody can take it back any more
     */
    static void run(Connection server, UUID lease, List<String> statements, Duration limit, AtomicBoolean committing)
            throws SQLException {
        server.setAutoCommit(false);
        limit(server, limit);
        lock(server, lease);
        for (int number = 1; number <= statements.size(); number++) {
            execute(server, number, statements.get(number - 1));
        }
        committing.set(true);
        commit(server, committing);
    }

    private static void limit(Connection server, Duration limit) throws SQLException {
        long millis = limit.toMillis();
        try (Statement statement = server.createStatement()) {
            var _ = statement.execute("SET LOCAL statement_timeout = " + millis);
            var _ = statement.execute("SET LOCAL lock_timeout = " + millis);
            var _ = statement.execute("SET LOCAL idle_in_transaction_session_timeout = " + millis);
        }
    }

    /** A making whose commit hangs still holds it, so that its end does not overtake it. */
    private static void lock(Connection server, UUID lease) throws SQLException {
        try (PreparedStatement statement = server.prepareStatement(LOCK)) {
            statement.setLong(1, lease.getMostSignificantBits());
            var _ = statement.execute();
        }
    }

    private static void execute(Connection server, int number, String text) {
        try (Statement statement = server.createStatement()) {
            statement.setEscapeProcessing(false);
            var _ = statement.execute(text);
        } catch (SQLException refused) {
            throw SqlRefused.statement(number, state(refused));
        }
    }

    /** What the server has refused to commit does not exist; of what it did not answer nobody knows. */
    private static void commit(Connection server, AtomicBoolean committing) {
        try {
            server.commit();
        } catch (SQLException refused) {
            String state = state(refused);
            committing.set(state.isEmpty() || state.startsWith("08") || state.startsWith("57"));
            throw SqlRefused.commit(state);
        }
    }

    /** Whether it is gone is looked at afterwards. That there is nothing to end is an end, too. */
    static void end(Connection server, UUID lease, String username, List<String> statements, Duration limit)
            throws SQLException {
        long role = number(server, username);
        try {
            run(server, lease, statements, limit, new AtomicBoolean());
        } catch (SqlRefused refused) {
            server.rollback();
            if (!refused.isAboutSomethingMissing() || finds(server, EXISTS, username)) {
                throw refused;
            }
        }
        if (finds(server, CAN_LOG_IN, username)) {
            throw SqlRefused.stillThere();
        }
        endSessions(server, role);
    }

    /** 0 when there is none. */
    private static long number(Connection server, String username) throws SQLException {
        try (PreparedStatement statement = server.prepareStatement(NUMBER)) {
            statement.setString(1, username);
            statement.setString(2, username);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    /** Those that began while the statements ended the others, too. An account that may not do that leaves it to its statements. */
    private static void endSessions(Connection server, long role) {
        try (PreparedStatement statement = server.prepareStatement(END_SESSIONS)) {
            statement.setLong(1, role);
            var _ = statement.execute();
            server.commit();
        } catch (SQLException mayNot) {
            return;
        }
    }

    private static boolean finds(Connection server, String question, String username) throws SQLException {
        try (PreparedStatement statement = server.prepareStatement(question)) {
            statement.setString(1, username);
            statement.setString(2, username);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static String state(SQLException refused) {
        @Nullable String state = refused.getSQLState();
        return state == null ? "" : state;
    }
}
