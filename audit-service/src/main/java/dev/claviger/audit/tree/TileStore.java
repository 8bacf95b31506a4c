package dev.claviger.audit.tree;

import dev.claviger.audit.merkle.Hash;
import dev.claviger.audit.merkle.Tile;
import dev.claviger.audit.shard.Shard;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.StreamSupport;

/** Full tiles as they were stored, partial ones out of the rows below. */
@ApplicationScoped
class TileStore {
    private static final String FULL =
            "SELECT hashes FROM tile WHERE quarter = $1 AND shard_id = $2 AND level = $3 AND idx = $4";

    private static final String OF_LEAVES = """
            SELECT hash FROM leaf WHERE quarter = $1 AND shard_id = $2 AND idx >= $3 AND idx < $4 ORDER BY idx
            """;

    private static final String OF_TILES = """
            SELECT root AS hash FROM tile
            WHERE quarter = $1 AND shard_id = $2 AND idx >= $3 AND idx < $4 AND level = $5 ORDER BY idx
            """;

    private static final String ENTRIES = """
            SELECT envelope FROM leaf WHERE quarter = $1 AND shard_id = $2 AND idx >= $3 AND idx < $4 ORDER BY idx
            """;

    private final Pool pool;

    TileStore(Pool pool) {
        this.pool = pool;
    }

    /** The hashes of a tile; fewer than its width where rows are missing. */
    Uni<byte[]> hashes(Shard shard, Tile tile) {
        if (tile.isFull()) {
            return pool.preparedQuery(FULL)
                    .execute(Tuple.of(shard.quarter().number(), shard.id(), tile.level(), tile.index()))
                    .map(rows -> row(rows, "hashes"));
        }
        return tile.level() == 0
                ? pool.preparedQuery(OF_LEAVES).execute(range(shard, tile)).map(rows -> row(rows, "hash"))
                : pool.preparedQuery(OF_TILES)
                        .execute(range(shard, tile).addInteger(tile.level() - 1))
                        .map(rows -> row(rows, "hash"));
    }

    /** The leaves of a tile of level 0, in order. */
    Uni<List<Buffer>> entries(Shard shard, Tile tile) {
        return pool.preparedQuery(ENTRIES)
                .execute(range(shard, tile))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getBuffer("envelope"))
                        .toList());
    }

    private static Tuple range(Shard shard, Tile tile) {
        return Tuple.of(shard.quarter().number(), shard.id(), tile.first(), tile.end());
    }

    private static byte[] row(RowSet<Row> rows, String column) {
        Buffer bytes = Buffer.buffer(Tile.WIDTH * Hash.BYTES);
        rows.forEach(row -> bytes.appendBuffer(row.getBuffer(column)));
        return bytes.getBytes();
    }
}
