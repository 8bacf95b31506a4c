package dev.claviger.audit;

import dev.claviger.testkit.RealEngines;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** Looks into the service's tables past the service. */
public final class Rows {
    private static final String DEADLOCK = "40P01";
    private static final int MOST_TRIES = 20;
    private static final long PAUSE_NANOS = 50_000_000;

    private Rows() {}

    /** The first column of all rows. */
    public static List<Object> find(String sql, Object... values) {
        try (Connection connection = RealEngines.connectAsSuperuser("audit");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return firstColumn(statement.executeQuery());
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static List<Object> firstColumn(ResultSet rows) throws SQLException {
        List<Object> column = new ArrayList<>();
        while (rows.next()) {
            column.add(rows.getObject(1));
        }
        return column;
    }

    public static void execute(String sql) {
        for (int tries = 1; !isExecuted(sql, tries == MOST_TRIES); tries++) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** What changes a table of many parts may meet readers of these parts crosswise, and then one of both is given up. */
    private static boolean isExecuted(String sql, boolean isLastTry) {
        try (Connection connection = RealEngines.connectAsSuperuser("audit");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return true;
        } catch (SQLException failed) {
            if (!isLastTry && DEADLOCK.equals(failed.getSQLState())) {
                return false;
            }
            throw new IllegalStateException(failed);
        }
    }

    /** Changes what nobody may change, as one with all power over the database and its files could. */
    public static void unguarded(String sql) {
        String wall =
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %s END $$;";
        execute("BEGIN;"
                + wall.formatted("RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;")
                + sql
                + ";"
                + wall.formatted(
                        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';")
                + "COMMIT");
    }

    /** The ids of the events in an organisation's log, in the log's order. */
    public static List<Object> log(UUID org) {
        return find("SELECT event_id FROM trail WHERE org = ? ORDER BY idx", org.toString());
    }

    public static List<Object> indexes(UUID org) {
        return find("SELECT idx FROM trail WHERE org = ? ORDER BY idx", org.toString());
    }
}
