package dev.claviger.audit.ingest;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** The next offset of each partition. */
@ApplicationScoped
class OffsetStore {
    private static final String OPEN = """
            INSERT INTO source_offset (topic, part, next_offset)
            SELECT s.topic, s.part, 0 FROM unnest($1::text[], $2::integer[]) AS s (topic, part)
            ORDER BY s.topic, s.part
            ON CONFLICT (topic, part) DO NOTHING
            """;

    private static final String READ = """
            SELECT topic, part, next_offset FROM source_offset
            JOIN unnest($1::text[], $2::integer[]) AS s (topic, part) USING (topic, part)
            """;

    private static final String MOVE = """
            WITH claim AS (
                SELECT topic, part, expected, next
                FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::bigint[]) AS c (topic, part, expected, next)
            ), unmoved AS (
                SELECT s.topic, s.part FROM source_offset s JOIN claim c USING (topic, part)
                WHERE s.next_offset = c.expected
                ORDER BY s.topic, s.part
                FOR UPDATE OF s
            )
            UPDATE source_offset s SET next_offset = c.next
            FROM claim c JOIN unmoved USING (topic, part)
            WHERE s.topic = c.topic AND s.part = c.part
            """;

    private final Pool pool;

    OffsetStore(Pool pool) {
        this.pool = pool;
    }

    /** The stored offsets; a partition that was never seen begins at 0. */
    Uni<Map<TopicPartition, Long>> open(Collection<TopicPartition> sources) {
        Tuple keys = Tuple.of(topics(sources), parts(sources));
        return pool.preparedQuery(OPEN)
                .execute(keys)
                .chain(() -> pool.preparedQuery(READ).execute(keys))
                .map(rows -> {
                    Map<TopicPartition, Long> offsets = new HashMap<>();
                    rows.forEach(row -> offsets.put(
                            new TopicPartition(row.getString("topic"), row.getInteger("part")),
                            row.getLong("next_offset")));
                    return offsets;
                });
    }

    /** Moves all offsets or fails with {@link OffsetsMoved}. The rows stay locked until the transaction ends. */
    Uni<Void> move(SqlConnection transaction, List<Claim> claims) {
        List<TopicPartition> sources = claims.stream().map(Claim::source).toList();
        Long[] expected = claims.stream().map(Claim::expected).toArray(Long[]::new);
        Long[] next = claims.stream().map(Claim::next).toArray(Long[]::new);
        return transaction
                .preparedQuery(MOVE)
                .execute(Tuple.of(topics(sources), parts(sources), expected, next))
                .invoke(moved -> {
                    if (moved.rowCount() != claims.size()) {
                        throw new OffsetsMoved();
                    }
                })
                .replaceWithVoid();
    }

    private static String[] topics(Collection<TopicPartition> sources) {
        return sources.stream().map(TopicPartition::topic).toArray(String[]::new);
    }

    private static Integer[] parts(Collection<TopicPartition> sources) {
        return sources.stream().map(TopicPartition::partition).toArray(Integer[]::new);
    }

    /** Another consumer moved a partition's offset, or we did and never heard of it. */
    static final class OffsetsMoved extends RuntimeException {
        OffsetsMoved() {
            super("offsets moved", null, false, false);
        }
    }
}
