package dev.claviger.bench;

import dev.claviger.local.engine.Postgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the tables of audit-service say, seen past the service. */
final class TrailView implements AutoCloseable {
    private static final String PROGRESS = """
            SELECT l.size, coalesce((SELECT max(c.size) + s.first_index FROM signed_checkpoint c JOIN shard s ON s.id = c.shard_id
                                     WHERE s.org = l.org GROUP BY s.first_index ORDER BY 1 DESC LIMIT 1), 0)
            FROM log_state l WHERE l.org = ?
            """;

    private static final String STORED = "SELECT coalesce(sum(size), 0) FROM log_state WHERE org = ANY (?)";

    private static final String UNSIGNED = """
            SELECT count(*) FROM log_state l JOIN shard s ON s.id = l.shard_id
            WHERE l.org = ANY (?)
              AND NOT EXISTS (SELECT FROM signed_checkpoint c WHERE c.shard_id = s.id AND c.size = l.size - s.first_index)
            """;

    private static final String DISTINCT = "SELECT count(DISTINCT event_id) FROM trail WHERE org = ANY (?)";

    private static final String BYTES = """
            SELECT coalesce(sum(pg_total_relation_size(relid)), 0) FROM pg_partition_tree(to_regclass(?)) WHERE isleaf
            """;

    private final Connection connection;

    TrailView(Postgres postgres) {
        try {
            connection = postgres.connectAsSuperuser("audit");
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }

    /** How far a log is: appended, and signed. */
    record Progress(long appended, long signed) {}

    Progress progress(String organization) {
        try (PreparedStatement query = connection.prepareStatement(PROGRESS)) {
            query.setString(1, organization);
            try (ResultSet found = query.executeQuery()) {
                return found.next() ? new Progress(found.getLong(1), found.getLong(2)) : new Progress(0, 0);
            }
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    long appended(List<String> organizations) {
        return number(STORED, organizations);
    }

    /** How many of the logs have entries that are not signed. */
    long unsigned(List<String> organizations) {
        return number(UNSIGNED, organizations);
    }

    /** Every event counts once, however often it is there. */
    long different(List<String> organizations) {
        return number(DISTINCT, organizations);
    }

    private long number(String sql, List<String> organizations) {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setArray(1, connection.createArrayOf("text", organizations.toArray()));
            try (ResultSet found = query.executeQuery()) {
                found.next();
                return found.getLong(1);
            }
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** By table, with indexes. */
    Map<String, Long> bytes() {
        Map<String, Long> bytes = new TreeMap<>();
        for (String table : List.of("trail", "trail_secret", "leaf", "tile", "event_key")) {
            try (PreparedStatement query = connection.prepareStatement(BYTES)) {
                query.setString(1, table);
                try (ResultSet found = query.executeQuery()) {
                    found.next();
                    bytes.put(table, found.getLong(1));
                }
            } catch (SQLException broken) {
                throw new IllegalStateException(broken);
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException gone) {
            throw new IllegalStateException(gone);
        }
    }
}
