package dev.claviger.bench;

import dev.claviger.bench.GeneratedRows.Batch;
import dev.claviger.bench.GeneratedRows.Made;
import dev.claviger.bench.GeneratedRows.Place;
import dev.claviger.local.engine.Postgres;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Entries straight into the tables of audit-service, for logs that are too long to be sent: with their leaves, commitments and tiles, so that
 * they are signed, found and proved like others. They lie in the month before this one. The rules look at none of them, and ids are not kept
 * to drop duplicates. One thread makes them, two write them, and indexes are made at the end.
 */
final class GeneratedLog {
    private static final int BATCH = 10_000;
    private static final int KNOWN = 10_000;
    private static final int TOLD = 500_000;

    private final Connection connection;
    private final GeneratedPart entries;
    private final GeneratedPart secrets;
    private final String organization;
    private final PrintStream out;
    private final YearMonth month = YearMonth.now(ZoneOffset.UTC).minusMonths(1);
    private final GrowingTree tree = new GrowingTree();

    private GeneratedLog(Connection connection, Postgres postgres, String organization, PrintStream out) {
        this.connection = connection;
        this.entries = new GeneratedPart(postgres, "trail", month);
        this.secrets = new GeneratedPart(postgres, "trail_secret", month);
        this.organization = organization;
        this.out = out;
    }

    /** Returns the ids of some of them, with the first and the last. */
    static List<UUID> grow(Postgres postgres, String organization, int events, PrintStream out) {
        try (Connection connection = postgres.connectAsSuperuser("audit")) {
            connection.setAutoCommit(false);
            List<UUID> known = new GeneratedLog(connection, postgres, organization, out).grow(events);
            connection.commit();
            connection.setAutoCommit(true);
            GeneratedPart.run(connection, "ANALYZE trail; ANALYZE trail_secret; ANALYZE leaf; CHECKPOINT");
            return known;
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** The first and the last moment at which they happened, as a search asks for them. */
    static String dates() {
        YearMonth month = YearMonth.now(ZoneOffset.UTC).minusMonths(1);
        return "&startDate=%s&endDate=%s".formatted(begin(month), begin(month.plusMonths(1)));
    }

    /** Where the log is. */
    private record Size(long entries, int quarter, long shard, long firstIndex) {
        Place place(long index) {
            return new Place(index, quarter, shard, index - firstIndex);
        }
    }

    private List<UUID> grow(int events) throws SQLException {
        Size size = size();
        readLeaves(size);
        try (entries;
                secrets) {
            List<UUID> known = fill(size, events);
            out.println("  indexes");
            entries.index();
            secrets.index();
            entries.await();
            secrets.await();
            entries.attach(connection);
            secrets.attach(connection);
            moveTo(size.entries() + events);
            return known;
        }
    }

    /** Nobody else appends until all is there. */
    private Size size() throws SQLException {
        GeneratedPart.run(connection, "SET LOCAL synchronous_commit = off");
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT l.size, s.quarter, s.id, s.first_index FROM log_state l JOIN shard s ON s.id = l.shard_id
                WHERE l.org = ? FOR UPDATE OF l
                """)) {
            query.setString(1, organization);
            try (ResultSet found = query.executeQuery()) {
                if (!found.next()) {
                    throw new IllegalStateException("the organisation has no log yet");
                }
                return new Size(found.getLong(1), found.getInt(2), found.getLong(3), found.getLong(4));
            }
        }
    }

    private void readLeaves(Size size) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT hash FROM leaf WHERE quarter = ? AND shard_id = ? ORDER BY idx")) {
            query.setInt(1, size.quarter());
            query.setLong(2, size.shard());
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    tree.append(found.getBytes(1));
                }
            }
        }
        var _ = tree.takeTiles();
    }

    private List<UUID> fill(Size size, int events) throws SQLException {
        GeneratedRows rows = new GeneratedRows(organization, new Random(2).nextLong());
        List<UUID> known = new ArrayList<>();
        long from = begin(month).toEpochMilli() * 1000;
        double step = (double) (begin(month.plusMonths(1)).toEpochMilli() * 1000 - 1000 - from) / events;
        int each = Math.max(1, events / KNOWN);
        for (int done = 0; done < events; done += BATCH) {
            Batch batch = Batch.empty();
            int end = Math.min(events, done + BATCH);
            for (int i = done; i < end; i++) {
                long micros = from + (long) (i * step);
                Instant at = Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000);
                Made made = rows.add(batch, size.place(size.entries() + i), at);
                tree.append(made.leafHash().getBytes());
                if (i % each == 0 || i == events - 1) {
                    known.add(made.id());
                }
            }
            entries.write(batch.entries(), GeneratedRows.ENTRY_COLUMNS);
            secrets.write(batch.secrets(), GeneratedRows.SECRET_COLUMNS, batch.leaves());
            tiles(size);
            if (end % TOLD == 0) {
                out.printf("  %,d entries%n", end);
            }
        }
        return known;
    }

    private void tiles(Size size) throws SQLException {
        CopyRows rows = new CopyRows();
        for (GrowingTree.Tile tile : tree.takeTiles()) {
            rows.begin(6);
            var _ = rows.small(size.quarter())
                    .number(size.shard())
                    .small(tile.level())
                    .number(tile.index())
                    .bytes(tile.hashes().getBytes())
                    .bytes(tile.root().getBytes());
        }
        rows.into(connection, "tile (quarter, shard_id, level, idx, hashes, root)", "");
    }

    private void moveTo(long size) throws SQLException {
        GeneratedPart.run(connection, """
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

    private static Instant begin(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
