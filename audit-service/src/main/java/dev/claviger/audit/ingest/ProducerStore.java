package dev.claviger.audit.ingest;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Which numbers of which producer have arrived. */
@ApplicationScoped
class ProducerStore {
    /** What arrived is all up to its highest number but what it lacks; the same way the row tells what it has. */
    private static final String COUNT = """
            INSERT INTO producer_state AS p (boot_id, producer, first_at, last_at, highest_seq, missing)
            SELECT boot_id, max(producer), $1, $1, max(seq),
                int8multirange(int8range(1, max(seq), '[]')) - range_agg(int8range(seq, seq, '[]'))
            FROM unnest($2::uuid[], $3::text[], $4::bigint[]) AS arrived (boot_id, producer, seq)
            GROUP BY boot_id
            ORDER BY boot_id
            ON CONFLICT (boot_id) DO UPDATE SET
                last_at = greatest(p.last_at, excluded.last_at),
                highest_seq = greatest(p.highest_seq, excluded.highest_seq),
                missing = p.missing
                    + CASE WHEN excluded.highest_seq > p.highest_seq
                        THEN int8multirange(int8range(p.highest_seq + 1, excluded.highest_seq, '[]'))
                        ELSE '{}' END
                    - (int8multirange(int8range(1, excluded.highest_seq, '[]')) - excluded.missing)
            """;

    Uni<Void> count(SqlConnection transaction, List<Mark> marks, Instant now) {
        if (marks.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return transaction
                .preparedQuery(COUNT)
                .execute(Tuple.of(
                        now.atOffset(ZoneOffset.UTC),
                        marks.stream().map(Mark::boot).toArray(UUID[]::new),
                        marks.stream().map(Mark::producer).toArray(String[]::new),
                        marks.stream().map(Mark::sequence).toArray(Long[]::new)))
                .replaceWithVoid();
    }
}
