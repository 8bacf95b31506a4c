package dev.claviger.audit.trail;

import dev.claviger.audit.trail.GrowingLog.Filled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Writes the tree: leaves as they come, tiles once they are full, nothing twice (audit-log.md 3.4). */
@ApplicationScoped
class LeafStore {
    private static final String INSERT_LEAVES = """
            INSERT INTO leaf (quarter, shard_id, idx, envelope, hash)
            SELECT quarter, shard_id, idx, envelope, hash
            FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[])
                AS new (quarter, shard_id, idx, envelope, hash)
            """;

    private static final String INSERT_LOWEST_TILES = """
            INSERT INTO tile (quarter, shard_id, level, idx, hashes, root)
            SELECT quarter, shard_id, $5, idx,
                (SELECT string_agg(leaf.hash, '' ORDER BY leaf.idx) FROM leaf
                 WHERE leaf.quarter = new.quarter AND leaf.shard_id = new.shard_id
                   AND leaf.idx >= new.idx * 256 AND leaf.idx < (new.idx + 1) * 256),
                root
            FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bytea[]) AS new (quarter, shard_id, idx, root)
            """;

    private static final String INSERT_UPPER_TILES = """
            INSERT INTO tile (quarter, shard_id, level, idx, hashes, root)
            SELECT quarter, shard_id, $5, idx,
                (SELECT string_agg(below.root, '' ORDER BY below.idx) FROM tile AS below
                 WHERE below.quarter = new.quarter AND below.shard_id = new.shard_id AND below.level = $5 - 1
                   AND below.idx >= new.idx * 256 AND below.idx < (new.idx + 1) * 256),
                root
            FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bytea[]) AS new (quarter, shard_id, idx, root)
            """;

    Uni<Void> insert(SqlConnection transaction, Growth growth) {
        return insertLeaves(transaction, growth.placed()).chain(() -> insertTiles(transaction, growth.filled()));
    }

    private static Uni<Void> insertLeaves(SqlConnection transaction, List<Placed> placed) {
        Columns<Placed> column = new Columns<>(placed);
        Tuple values = Tuple.of(
                column.of(row -> row.shard().quarter().number(), Integer[]::new),
                column.of(row -> row.shard().id(), Long[]::new),
                column.of(Placed::leafIndex, Long[]::new),
                column.of(row -> row.leaf().envelope(), Buffer[]::new),
                column.of(row -> Buffer.buffer(row.leaf().hash().bytes()), Buffer[]::new));
        return transaction.preparedQuery(INSERT_LEAVES).execute(values).replaceWithVoid();
    }

    /** Level by level, for the upper ones are made of the lower ones. */
    private static Uni<Void> insertTiles(SqlConnection transaction, List<Filled> filled) {
        List<Integer> levels = filled.stream()
                .map(each -> each.tile().level())
                .distinct()
                .sorted()
                .toList();
        return Multi.createFrom()
                .iterable(levels)
                .onItem()
                .transformToUniAndConcatenate(level -> insertTiles(transaction, filled, level))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static Uni<Void> insertTiles(SqlConnection transaction, List<Filled> filled, int level) {
        Columns<Filled> column = new Columns<>(
                filled.stream().filter(each -> each.tile().level() == level).toList());
        Tuple values = Tuple.of(
                column.of(row -> row.shard().quarter().number(), Integer[]::new),
                column.of(row -> row.shard().id(), Long[]::new),
                column.of(row -> row.tile().index(), Long[]::new),
                column.of(row -> Buffer.buffer(row.tile().root().bytes()), Buffer[]::new),
                level);
        return transaction
                .preparedQuery(level == 0 ? INSERT_LOWEST_TILES : INSERT_UPPER_TILES)
                .execute(values)
                .replaceWithVoid();
    }
}
