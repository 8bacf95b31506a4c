package dev.claviger.audit.ingest;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which numbers of which producer have arrived. */
@ApplicationScoped
class ProducerStore {
    /**
     * What arrived is all up to its highest number but what it lacks; the same way the row tells what it has. A heartbeat ($5 and $6) brings no number, but
     * all up to the one that it tells are missing until they arrive.
     */
    private static final String COUNT = """
            INSERT INTO producer_state AS p (boot_id, producer, first_at, last_at, highest_seq, missing, heard_at, told_at, stopped)
            SELECT boot_id, max(producer), $1::timestamptz, $1, max(seq),
                int8multirange(int8range(1, max(seq) + 1))
                    - coalesce(range_agg(int8range(seq, seq, '[]')) FILTER (WHERE told_at IS NULL), '{}'),
                CASE WHEN max(told_at) IS NOT NULL THEN $1::timestamptz END, max(told_at), bool_or(stopped)
            FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::timestamptz[], $6::boolean[])
                AS arrived (boot_id, producer, seq, told_at, stopped)
            GROUP BY boot_id
            ORDER BY boot_id
            ON CONFLICT (boot_id) DO UPDATE SET
                last_at = greatest(p.last_at, excluded.last_at),
                highest_seq = greatest(p.highest_seq, excluded.highest_seq),
                missing = p.missing
                    + CASE WHEN excluded.highest_seq > p.highest_seq
                        THEN int8multirange(int8range(p.highest_seq + 1, excluded.highest_seq, '[]'))
                        ELSE '{}' END
                    - (int8multirange(int8range(1, excluded.highest_seq + 1)) - excluded.missing),
                heard_at = greatest(p.heard_at, excluded.heard_at),
                told_at = greatest(p.told_at, excluded.told_at),
                stopped = p.stopped OR excluded.stopped
            """;

    Uni<Void> count(SqlConnection transaction, List<Mark> marks, List<Pulse> pulses, Instant now) {
        if (marks.isEmpty() && pulses.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return transaction
                .preparedQuery(COUNT)
                .execute(Tuple.tuple()
                        .addOffsetDateTime(now.atOffset(ZoneOffset.UTC))
                        .addArrayOfUUID(
                                both(marks, Mark::boot, pulses, Pulse::boot).toArray(UUID[]::new))
                        .addArrayOfString(both(marks, Mark::producer, pulses, Pulse::producer)
                                .toArray(String[]::new))
                        .addArrayOfLong(
                                both(marks, Mark::sequence, pulses, Pulse::last).toArray(Long[]::new))
                        .addArrayOfOffsetDateTime(both(
                                        marks,
                                        mark -> null,
                                        pulses,
                                        pulse -> pulse.at().atOffset(ZoneOffset.UTC))
                                .toArray(OffsetDateTime[]::new))
                        .addArrayOfBoolean(both(marks, mark -> false, pulses, Pulse::stopped)
                                .toArray(Boolean[]::new)))
                .replaceWithVoid();
    }

    private static <T> Stream<@Nullable T> both(
            List<Mark> marks, Function<Mark, @Nullable T> ofMark, List<Pulse> pulses, Function<Pulse, T> ofPulse) {
        return Stream.concat(marks.stream().map(ofMark), pulses.stream().map(ofPulse));
    }
}
