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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Entries straight into the tables of audit-service, for logs that are too long to be sent: with their leaves, commitments and tiles, so that
 * they are signed, found and proved like others. They lie in the months before this one, so many in each that the indexes of a month can be
 * made while its tables are still in memory and the next is written. The rules look at none of them, and ids are not kept to drop duplicates.
 * One thread makes them, two write each month.
 */
final class GeneratedLog {
    private static final int BATCH = 10_000;
    private static final int EACH_KNOWN = 1_000;
    private static final int TOLD = 500_000;
    private static final int PER_MONTH = 3_400_000;

    private final Connection connection;
    private final Postgres postgres;
    private final String organization;
    private final PrintStream out;
    private final List<Month> months = new ArrayList<>();
    private final List<UUID> known = new ArrayList<>();
    private final GeneratedRows rows;
    private final GrowingTree tree = new GrowingTree();

    private GeneratedLog(Connection connection, Postgres postgres, String organization, PrintStream out) {
        this.connection = connection;
        this.postgres = postgres;
        this.organization = organization;
        this.out = out;
        this.rows = new GeneratedRows(organization, new Random(2).nextLong());
    }

    /** What is written of a month. */
    private record Month(YearMonth name, GeneratedPart entries, GeneratedPart secrets) {
        /** When so much of it is over. */
        Instant at(double share) {
            Instant begin = begin(name);
            long micros = ChronoUnit.MICROS.between(begin, begin(name.plusMonths(1)));
            return begin.plus((long) (share * (micros - 1000)), ChronoUnit.MICROS);
        }

        void index() {
            entries.index();
            secrets.index();
        }

        void attach(Connection owner) throws SQLException {
            entries.await();
            secrets.await();
            entries.attach(owner);
            secrets.attach(owner);
        }

        void close() throws SQLException {
            try (entries) {
                secrets.close();
            }
        }
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

    /** The first and the last moment at which so many happened, as a search asks for them. */
    static String dates(int events) {
        YearMonth now = YearMonth.now(ZoneOffset.UTC);
        return "&startDate=%s&endDate=%s".formatted(begin(now.minusMonths(months(events))), begin(now));
    }

    private static int months(int events) {
        return Math.ceilDiv(events, PER_MONTH);
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
        try {
            fill(size, events);
            out.println("  the last indexes");
            for (Month month : months) {
                month.attach(connection);
            }
            moveTo(size.entries() + events);
            return List.copyOf(known);
        } finally {
            for (Month month : months) {
                month.close();
            }
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

    private void fill(Size size, int events) throws SQLException {
        int parts = months(events);
        for (int part = 0; part < parts; part++) {
            Month month = open(YearMonth.now(ZoneOffset.UTC).minusMonths(parts - part));
            fill(month, size, upTo(events, part, parts), upTo(events, part + 1, parts));
            month.index();
        }
    }

    private static int upTo(int events, int part, int parts) {
        return (int) ((long) events * part / parts);
    }

    private void fill(Month month, Size size, int first, int end) throws SQLException {
        for (int done = first; done < end; done += BATCH) {
            int last = Math.min(end, done + BATCH);
            Batch batch = Batch.empty();
            for (int i = done; i < last; i++) {
                double share = (double) (i - first) / (end - first);
                Made made = rows.add(batch, size.place(size.entries() + i), month.at(share));
                tree.append(made.leafHash().getBytes());
                if (i % EACH_KNOWN == 0 || i == end - 1) {
                    known.add(made.id());
                }
            }
            write(month, batch, size);
            tell(last);
        }
    }

    private void write(Month month, Batch batch, Size size) throws SQLException {
        month.entries().write(batch.entries(), GeneratedRows.ENTRY_COLUMNS);
        month.secrets().write(batch.secrets(), GeneratedRows.SECRET_COLUMNS, batch.leaves());
        tiles(size);
    }

    private void tell(int entries) {
        if (entries % TOLD == 0) {
            out.printf("  %,d entries%n", entries);
        }
    }

    private Month open(YearMonth name) {
        Month month = new Month(
                name, new GeneratedPart(postgres, "trail", name), new GeneratedPart(postgres, "trail_secret", name));
        months.add(month);
        return month;
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
