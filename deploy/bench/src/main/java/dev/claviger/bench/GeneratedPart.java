package dev.claviger.bench;

import dev.claviger.local.engine.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A month of a table, written by a thread and a connection of its own. It is filled as an unlogged table without indexes and takes its place
 * when it is whole, for it lives no longer than the benchmark.
 */
final class GeneratedPart implements AutoCloseable {
    private static final int AHEAD = 3;

    private final Connection connection;
    private final String table;
    private final String part;
    private final String from;
    private final String to;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Deque<Future<?>> waiting = new ArrayDeque<>();

    GeneratedPart(Postgres postgres, String table, YearMonth month) {
        this.table = table;
        this.part = "%s_y7_%d_%02d".formatted(table, month.getYear(), month.getMonthValue());
        this.from = begin(month).toString();
        this.to = begin(month.plusMonths(1)).toString();
        try {
            connection = postgres.connectAsSuperuser("audit");
            connection.setAutoCommit(false);
            run(connection, "SET synchronous_commit = off; SET maintenance_work_mem = '512MB'");
            run(connection, """
                    CREATE UNLOGGED TABLE %1$s (LIKE %2$s_y7 INCLUDING ALL EXCLUDING INDEXES);
                    ALTER TABLE %1$s ADD CONSTRAINT bounds CHECK (class = 'y7' AND received_at >= '%3$s' AND received_at < '%4$s')
                    """.formatted(part, table, from, to));
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    /** Soon; waits when too much is waiting. */
    void write(CopyRows rows, String columns) {
        submit(() -> rows.into(connection, part + columns, ", FREEZE"));
    }

    /** The same with leaves of the log beside it. */
    void write(CopyRows rows, String columns, CopyRows leaves) {
        submit(() -> {
            rows.into(connection, part + columns, ", FREEZE");
            leaves.into(connection, "leaf " + GeneratedRows.LEAF_COLUMNS, "");
        });
    }

    /** Makes the indexes that its table has, soon. */
    void index() {
        submit(() -> {
            connection.commit();
            for (String index : column("""
                    SELECT regexp_replace(pg_get_indexdef(indexrelid), '^CREATE (UNIQUE )?INDEX \\S+ ON ONLY \\S+ ', 'CREATE \\1INDEX ON %s ')
                    FROM pg_index WHERE indrelid = '%s_y7'::regclass AND NOT indisprimary
                    """.formatted(part, table))) {
                run(connection, index);
                connection.commit();
            }
            for (String key : column(
                    "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = '%s_y7'::regclass AND contype = 'p'"
                            .formatted(table))) {
                run(connection, "ALTER TABLE %s ADD %s".formatted(part, key));
            }
            connection.commit();
        });
    }

    private void submit(Work work) {
        while (waiting.size() >= AHEAD) {
            done(waiting.remove());
        }
        waiting.add(thread.submit(() -> {
            work.run();
            return null;
        }));
    }

    void await() {
        while (!waiting.isEmpty()) {
            done(waiting.remove());
        }
    }

    private static void done(Future<?> work) {
        try {
            work.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        } catch (ExecutionException broken) {
            throw new IllegalStateException(broken.getCause());
        }
    }

    /** Makes it a part of its table, with the same walls as others; what it may hold is known without reading it. */
    void attach(Connection owner) throws SQLException {
        run(owner, """
                ALTER TABLE %2$s_y7 ATTACH PARTITION %1$s FOR VALUES FROM ('%3$s') TO ('%4$s');
                ALTER TABLE %1$s DROP CONSTRAINT bounds;
                SELECT build_wall('%1$s'); ALTER TABLE %1$s ENABLE ALWAYS TRIGGER no_removal
                """.formatted(part, table, from, to));
    }

    private List<String> column(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> column = new ArrayList<>();
            while (found.next()) {
                column.add(found.getString(1));
            }
            return column;
        }
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Instant begin(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    @Override
    public void close() throws SQLException {
        thread.shutdownNow();
        connection.close();
    }
}
