package dev.claviger.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.claviger.bench.EventFeed.Encoded;
import dev.claviger.local.engine.Postgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * Entries straight into the tables of audit-service, for logs that are too long to be sent: with their leaves, commitments and tiles, so that
 * they are signed, found and proved like others. They lie in the month before this one. The rules look at none of them, and ids are not kept
 * to drop duplicates.
 */
final class GeneratedLog {
    private static final int BATCH = 20_000;
    private static final HexFormat HEX = HexFormat.of();

    private final Connection connection;
    private final EventFeed feed;
    private final String organization;
    private final PrintStream out;
    private final Random random = new Random(2);
    private final YearMonth month = YearMonth.now(ZoneOffset.UTC).minusMonths(1);
    private final GrowingTree tree = new GrowingTree();

    private GeneratedLog(Connection connection, EventFeed feed, String organization, PrintStream out) {
        this.connection = connection;
        this.feed = feed;
        this.organization = organization;
        this.out = out;
    }

    /** Returns the ids of some of them. */
    static List<UUID> grow(Postgres postgres, EventFeed feed, String organization, int events, PrintStream out) {
        try (Connection connection = postgres.connectAsSuperuser("audit")) {
            connection.setAutoCommit(false);
            List<UUID> known = new GeneratedLog(connection, feed, organization, out).grow(events);
            connection.commit();
            connection.setAutoCommit(true);
            run(connection, "ANALYZE trail; ANALYZE trail_secret; ANALYZE leaf; CHECKPOINT");
            return known;
        } catch (SQLException | IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** The first and the last moment at which they happened, as a search asks for them. */
    static String dates() {
        YearMonth month = YearMonth.now(ZoneOffset.UTC).minusMonths(1);
        return "&startDate=%s&endDate=%s".formatted(begin(month), begin(month.plusMonths(1)));
    }

    /** Where the log is. */
    private record Place(long size, int quarter, long shard, long firstIndex) {}

    private List<UUID> grow(int events) throws SQLException, IOException {
        Place place = place();
        readLeaves(place);
        begun("trail");
        begun("trail_secret");
        List<UUID> known = fill(place, events);
        finish("trail");
        finish("trail_secret");
        moveTo(place.size() + events);
        return known;
    }

    /** Nobody else appends until all is there. */
    private Place place() throws SQLException {
        run(connection, """
                SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL synchronous_commit = off;
                CREATE TEMP TABLE generated (idx bigint, at timestamptz, id uuid, event bytea, salt bytea, envelope bytea, hash bytea);
                """);
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT l.size, s.quarter, s.id, s.first_index FROM log_state l JOIN shard s ON s.id = l.shard_id
                WHERE l.org = ? FOR UPDATE OF l
                """)) {
            query.setString(1, organization);
            try (ResultSet found = query.executeQuery()) {
                if (!found.next()) {
                    throw new IllegalStateException("the organisation has no log yet");
                }
                return new Place(found.getLong(1), found.getInt(2), found.getLong(3), found.getLong(4));
            }
        }
    }

    private void readLeaves(Place place) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT hash FROM leaf WHERE quarter = ? AND shard_id = ? ORDER BY idx")) {
            query.setInt(1, place.quarter());
            query.setLong(2, place.shard());
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    tree.append(found.getBytes(1));
                }
            }
        }
        var _ = tree.takeTiles();
    }

    private String part(String table) {
        return "%s_y7_%d_%02d".formatted(table, month.getYear(), month.getMonthValue());
    }

    /** Without indexes, which are made when it is full: in a tenth of the time. */
    private void begun(String table) throws SQLException {
        run(connection, "CREATE TABLE %s (LIKE %s_y7 INCLUDING ALL EXCLUDING INDEXES)".formatted(part(table), table));
    }

    private List<UUID> fill(Place place, int events) throws SQLException, IOException {
        List<UUID> known = new ArrayList<>();
        long from = begin(month).toEpochMilli();
        double step = (double) (begin(month.plusMonths(1)).toEpochMilli() - 1 - from) / events;
        for (int done = 0; done < events; done += BATCH) {
            StringBuilder rows = new StringBuilder();
            int end = Math.min(events, done + BATCH);
            for (int i = done; i < end; i++) {
                Encoded event = feed.at(organization, Instant.ofEpochMilli(from + (long) (i * step)));
                row(rows, place.size() + i, event);
                if (i % 1000 == 0) {
                    known.add(event.id());
                }
            }
            copy("generated", rows);
            run(connection, entries(part("trail")));
            run(connection, secrets(part("trail_secret")));
            run(connection, leaves(place));
            run(connection, "TRUNCATE generated");
            tiles(place);
            if (end % 200_000 == 0) {
                out.printf("  %,d entries%n", end);
            }
        }
        return known;
    }

    /** Columns as the sequencer writes them, all of them out of the event, which is parsed once (hence the offsets). */
    private static String entries(String part) {
        return """
            INSERT INTO %1$s (received_at, org, idx, event_id, occurred_at, name, outcome, actor_type, actor_id, project_id,
                environment, secret_path, pipeline_id, job_id, request_id, user_agent_type, metadata, producer, boot_id, seq,
                parsed, event, salt, issuer, gitlab_project_id, gitlab_project_path, sha, ref, runner_id, gitlab_user_id,
                gitlab_user, client_ip, class)
            SELECT g.at, d ->> 'orgId', g.idx, g.id, g.at, d ->> 'event', d ->> 'outcome', d #>> '{actor,type}', d #>> '{actor,id}',
                d ->> 'projectId', d ->> 'environment', d ->> 'secretPath', p ->> 'pipelineId', p ->> 'jobId', d #>> '{origin,requestId}',
                'cli', d -> 'metadata', e ->> 'producer', (e ->> 'bootid')::uuid, (e ->> 'sequence')::bigint, true, g.event, g.salt,
                p ->> 'issuer', p ->> 'projectId', p ->> 'projectPath', p ->> 'sha', p ->> 'ref', p ->> 'runnerId', p ->> 'userId',
                p ->> 'userLogin', (d #>> '{origin,ip}')::inet, 'y7'
            FROM (SELECT *, convert_from(event, 'UTF8')::jsonb AS e FROM generated OFFSET 0) g,
                LATERAL (SELECT g.e -> 'data' AS d, g.e #> '{data,provenance}' AS p OFFSET 0) x
            """.formatted(part);
    }

    private static String secrets(String part) {
        return """
            INSERT INTO %1$s (received_at, org, idx, position, event_id, secret_id, key, version, environment, secret_path, occurred_at, class)
            SELECT g.at, g.e #>> '{data,orgId}', g.idx, 0, g.id, (s ->> 'id')::uuid, s ->> 'key', (s ->> 'version')::integer,
                s ->> 'environment', s ->> 'secretPath', g.at, 'y7'
            FROM (SELECT *, convert_from(event, 'UTF8')::jsonb AS e FROM generated OFFSET 0) g,
                LATERAL (SELECT g.e #> '{data,secrets,0}' AS s OFFSET 0) x
            """.formatted(part);
    }

    private static String leaves(Place place) {
        return "INSERT INTO leaf (quarter, shard_id, idx, envelope, hash) SELECT %d, %d, idx - %d, envelope, hash FROM generated ORDER BY idx"
                .formatted(place.quarter(), place.shard(), place.firstIndex());
    }

    private void row(StringBuilder rows, long index, Encoded event) {
        byte[] bytes = event.bytes().getBytes();
        byte[] salt = new byte[32];
        random.nextBytes(salt);
        byte[] envelope = envelope(event, salt, bytes);
        byte[] hash = leafHash(envelope);
        tree.append(hash);
        rows.append(index).append('\t').append(event.time()).append('\t').append(event.id());
        for (byte[] column : List.of(bytes, salt, envelope, hash)) {
            rows.append("\t\\\\x").append(HEX.formatHex(column));
        }
        rows.append('\n');
    }

    private static byte[] envelope(Encoded event, byte[] salt, byte[] bytes) {
        MessageDigest digest = GrowingTree.sha256();
        digest.update("audit-payload/v1\0".getBytes(US_ASCII));
        digest.update(salt);
        String commitment = Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest(bytes));
        return "{\"v\":1,\"id\":\"%s\",\"t\":%d,\"type\":\"get-secret\",\"out\":\"success\",\"ev\":\"%s\"}"
                .formatted(event.id(), event.time().toEpochMilli(), commitment)
                .getBytes(US_ASCII);
    }

    private static byte[] leafHash(byte[] envelope) {
        MessageDigest digest = GrowingTree.sha256();
        digest.update((byte) 0);
        return digest.digest(envelope);
    }

    private void tiles(Place place) throws SQLException, IOException {
        StringBuilder rows = new StringBuilder();
        for (GrowingTree.Tile tile : tree.takeTiles()) {
            rows.append("%d\t%d\t%d\t%d\t".formatted(place.quarter(), place.shard(), tile.level(), tile.index()))
                    .append("\\\\x")
                    .append(HEX.formatHex(tile.hashes().getBytes()))
                    .append("\t\\\\x")
                    .append(HEX.formatHex(tile.root().getBytes()))
                    .append('\n');
        }
        copy("tile (quarter, shard_id, level, idx, hashes, root)", rows);
    }

    private void copy(String table, StringBuilder rows) throws SQLException, IOException {
        byte[] bytes = rows.toString().getBytes(US_ASCII);
        new CopyManager(connection.unwrap(BaseConnection.class))
                .copyIn("COPY " + table + " FROM STDIN", new ByteArrayInputStream(bytes));
    }

    /** Makes it a part of its table, with the same indexes and the same walls as others. */
    private void finish(String table) throws SQLException {
        String part = part(table);
        out.println("  indexes of " + part);
        for (String index : column("""
                SELECT regexp_replace(pg_get_indexdef(indexrelid), '^CREATE (UNIQUE )?INDEX \\S+ ON ONLY \\S+ ', 'CREATE \\1INDEX ON %s ')
                FROM pg_index WHERE indrelid = '%s_y7'::regclass AND NOT indisprimary
                """.formatted(part, table))) {
            run(connection, index);
        }
        for (String key : column(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = '%s_y7'::regclass AND contype = 'p'"
                        .formatted(table))) {
            run(connection, "ALTER TABLE %s ADD %s".formatted(part, key));
        }
        run(connection, """
                ALTER TABLE %2$s_y7 ATTACH PARTITION %1$s FOR VALUES FROM ('%3$s') TO ('%4$s');
                SELECT build_wall('%1$s'); ALTER TABLE %1$s ENABLE ALWAYS TRIGGER no_removal
                """.formatted(part, table, begin(month), begin(month.plusMonths(1))));
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

    private void moveTo(long size) throws SQLException {
        run(connection, """
                INSERT INTO detection_cursor (org, next_index, looked_at) VALUES ('%1$s', %2$d, now())
                ON CONFLICT (org) DO UPDATE SET next_index = %2$d
                """.formatted(organization, size));
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE log_state SET size = ?, edge = ? WHERE org = ?")) {
            update.setLong(1, size);
            update.setBytes(2, tree.edge());
            update.setString(3, organization);
            update.executeUpdate();
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Instant begin(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
