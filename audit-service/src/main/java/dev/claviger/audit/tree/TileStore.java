package dev.claviger.audit.tree;

import dev.claviger.audit.merkle.Tile;
import dev.claviger.audit.shard.Shard;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Full tiles as they were stored, partial ones out of the rows below. */
@ApplicationScoped
class TileStore {
    private static final String FULL = """
            SELECT w.n, (SELECT t.hashes FROM tile t
                         WHERE t.quarter = w.quarter AND t.shard_id = w.shard_id AND t.level = w.level AND t.idx = w.first / 256) AS hashes
            FROM unnest($1::integer[], $2::bigint[], $3::integer[], $4::bigint[]) WITH ORDINALITY AS w (quarter, shard_id, level, first, n)
            """;

    private static final String OF_LEAVES = """
            SELECT w.n, (SELECT string_agg(l.hash, '' ORDER BY l.idx) FROM leaf l
                         WHERE l.quarter = w.quarter AND l.shard_id = w.shard_id AND l.idx >= w.first AND l.idx < w.past) AS hashes
            FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS w (quarter, shard_id, first, past, n)
            """;

    private static final String OF_TILES = """
            SELECT w.n, (SELECT string_agg(t.root, '' ORDER BY t.idx) FROM tile t
                         WHERE t.quarter = w.quarter AND t.shard_id = w.shard_id AND t.level = w.level - 1
                           AND t.idx >= w.first AND t.idx < w.past) AS hashes
            FROM unnest($1::integer[], $2::bigint[], $3::integer[], $4::bigint[], $5::bigint[]) WITH ORDINALITY
                AS w (quarter, shard_id, level, first, past, n)
            """;

    private static final String ENTRIES = """
            SELECT envelope FROM leaf WHERE quarter = $1 AND shard_id = $2 AND idx >= $3 AND idx < $4 ORDER BY idx
            """;

    private final Pool pool;

    TileStore(Pool pool) {
        this.pool = pool;
    }

    /** A tile of a shard. */
    record Place(Shard shard, Tile tile) {}

    /** The hashes of tiles, of one shard or several; fewer than their width where rows are missing. One statement for each kind of tile. */
    Uni<Map<Place, byte[]>> hashes(Collection<Place> wanted) {
        List<Place> full =
                wanted.stream().filter(place -> place.tile().isFull()).toList();
        List<Place> lowest = wanted.stream()
                .filter(place -> !place.tile().isFull() && place.tile().level() == 0)
                .toList();
        List<Place> upper = wanted.stream()
                .filter(place -> !place.tile().isFull() && place.tile().level() > 0)
                .toList();
        return Uni.combine()
                .all()
                .unis(
                        read(FULL, full, true, false),
                        read(OF_LEAVES, lowest, false, true),
                        read(OF_TILES, upper, true, true))
                .with((one, other, third) -> {
                    Map<Place, byte[]> all = new HashMap<>(one);
                    all.putAll(other);
                    all.putAll(third);
                    return all;
                });
    }

    private Uni<Map<Place, byte[]>> read(String sql, List<Place> wanted, boolean level, boolean past) {
        if (wanted.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        Tuple values = Tuple.tuple()
                .addArrayOfInteger(
                        column(wanted, place -> place.shard().quarter().number(), Integer[]::new))
                .addArrayOfLong(column(wanted, place -> place.shard().id(), Long[]::new));
        if (level) {
            var _ = values.addArrayOfInteger(
                    column(wanted, place -> place.tile().level(), Integer[]::new));
        }
        var _ = values.addArrayOfLong(column(wanted, place -> place.tile().first(), Long[]::new));
        if (past) {
            var _ = values.addArrayOfLong(column(wanted, place -> place.tile().end(), Long[]::new));
        }
        return pool.preparedQuery(sql).execute(values).map(rows -> contents(wanted, rows));
    }

    private static <T> T[] column(List<Place> wanted, Function<Place, T> value, IntFunction<T[]> array) {
        return wanted.stream().map(value).toArray(array);
    }

    private static Map<Place, byte[]> contents(List<Place> wanted, RowSet<Row> rows) {
        Map<Place, byte[]> contents = new HashMap<>();
        rows.forEach(row -> contents.put(wanted.get((int) (row.getLong("n") - 1)), bytes(row.getBuffer("hashes"))));
        return contents;
    }

    private static byte[] bytes(@Nullable Buffer hashes) {
        return hashes == null ? new byte[0] : hashes.getBytes();
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
}
