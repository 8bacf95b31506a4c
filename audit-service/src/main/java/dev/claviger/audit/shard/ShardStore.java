package dev.claviger.audit.shard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.claviger.audit.merkle.Hash;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Shards, which never change, so that committed ones are remembered. */
@ApplicationScoped
public class ShardStore {
    private static final int REMEMBERED = 100_000;

    private static final String COLUMNS = "id, org, quarter, name, origin, public_key, first_index, opened_at";

    private static final String BY_IDS = "SELECT " + COLUMNS + " FROM shard WHERE id = ANY ($1::bigint[])";

    private static final String BY_NAME = "SELECT " + COLUMNS + " FROM shard WHERE org = $1 AND name = $2";

    private static final String OF_ORGANISATION =
            "SELECT " + COLUMNS + " FROM shard WHERE org = $1 ORDER BY first_index DESC, id DESC";

    private static final String HOLDING = "SELECT " + COLUMNS
            + " FROM shard WHERE org = $1 AND first_index <= $2 ORDER BY first_index DESC, id DESC LIMIT 1";

    private static final String NAMES = "SELECT name FROM shard WHERE org = $1 AND quarter = $2";

    private static final String OPEN = """
            INSERT INTO shard (org, quarter, name, origin, public_key, first_index, opened_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            RETURNING id
            """;

    private static final String END =
            "INSERT INTO shard_end (shard_id, size, root, broken, closed_at) VALUES ($1, $2, $3, $4, $5)";

    private final Pool pool;
    private final Cache<Long, Shard> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    ShardStore(Pool pool) {
        this.pool = pool;
    }

    /** The shards with these ids. */
    public Uni<Map<Long, Shard>> find(Collection<Long> ids) {
        Map<Long, Shard> found = new HashMap<>(known.getAllPresent(ids));
        if (found.keySet().containsAll(ids)) {
            return Uni.createFrom().item(found);
        }
        return pool.preparedQuery(BY_IDS)
                .execute(Tuple.of((Object) ids.toArray(Long[]::new)))
                .map(rows -> {
                    list(rows).forEach(shard -> found.put(shard.id(), shard));
                    known.putAll(found);
                    return found;
                });
    }

    public Uni<Optional<Shard>> find(String org, String name) {
        return pool.preparedQuery(BY_NAME)
                .execute(Tuple.of(org, name))
                .map(rows -> list(rows).stream().findFirst());
    }

    /** Newest first. */
    public Uni<List<Shard>> of(String org) {
        return pool.preparedQuery(OF_ORGANISATION).execute(Tuple.of(org)).map(ShardStore::list);
    }

    /** The shard that the entry with this index is in; empty when the entry is older than the tree. */
    public Uni<Optional<Shard>> holding(String org, long index) {
        return pool.preparedQuery(HOLDING)
                .execute(Tuple.of(org, index))
                .map(rows -> list(rows).stream().findFirst());
    }

    /** The names that are taken in this quarter. */
    public Uni<List<String>> names(SqlClient transaction, String org, Quarter quarter) {
        return transaction
                .preparedQuery(NAMES)
                .execute(Tuple.of(org, quarter.number()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString("name"))
                        .toList());
    }

    /** Opens a shard within the caller's transaction. */
    public Uni<Shard> open(
            SqlClient transaction,
            String org,
            Quarter quarter,
            String name,
            String origin,
            Buffer publicKey,
            long firstIndex,
            Instant now) {
        return transaction
                .preparedQuery(OPEN)
                .execute(Tuple.from(List.<Object>of(
                        org, quarter.number(), name, origin, publicKey, firstIndex, now.atOffset(ZoneOffset.UTC))))
                .map(rows -> new Shard(
                        rows.iterator().next().getLong("id"), org, quarter, name, origin, publicKey, firstIndex, now));
    }

    /** Closes a shard within the caller's transaction. */
    public Uni<Void> end(
            SqlClient transaction, Shard shard, long size, Hash root, @Nullable String broken, Instant now) {
        Tuple values = Tuple.of(shard.id(), size, Buffer.buffer(root.bytes()), broken, now.atOffset(ZoneOffset.UTC));
        return transaction.preparedQuery(END).execute(values).replaceWithVoid();
    }

    private static List<Shard> list(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(ShardStore::shard)
                .toList();
    }

    private static Shard shard(Row row) {
        return new Shard(
                row.getLong("id"),
                row.getString("org"),
                new Quarter(row.getInteger("quarter")),
                row.getString("name"),
                row.getString("origin"),
                row.getBuffer("public_key").getDelegate(),
                row.getLong("first_index"),
                row.get(OffsetDateTime.class, "opened_at").toInstant());
    }
}
