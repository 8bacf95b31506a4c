package dev.claviger.local.engine;

import dev.claviger.local.process.LocalFailure;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.util.PSQLState;

/** Finds out whether a server that was started accepts its superuser. */
final class PostgresProbe {
    private static final String CANNOT_CONNECT_NOW = "57P03";

    private PostgresProbe() {}

    /**
     * False means: not yet.
     *
     * @throws LocalFailure when it will never do, because the data was made with another password
     */
    static boolean accepts(Postgres postgres) {
        try (Connection connection = postgres.connectAsSuperuser("postgres")) {
            return connection.isValid(5);
        } catch (SQLException refused) {
            if (isNotYet(refused)) {
                return false;
            }
            postgres.stop();
            throw new LocalFailure("PostgreSQL runs but does not let us in: " + refused.getMessage(), refused);
        }
    }

    private static boolean isNotYet(SQLException refused) {
        return CANNOT_CONNECT_NOW.equals(refused.getSQLState()) || PSQLState.isConnectionError(refused.getSQLState());
    }
}
