package dev.claviger.audit.provenance;

import dev.claviger.audit.AuditConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/** Which times the removals of an organisation's log touch. */
@ApplicationScoped
class GoneStore {
    /** Months are those of reception; events may come late, and from clocks that are ahead. */
    private static final String PASSED = """
            SELECT EXISTS (SELECT FROM purge WHERE org = $1 AND month IS NOT NULL
                AND month::timestamp AT TIME ZONE 'UTC' <= $3::timestamptz + $4 * interval '1 millisecond'
                AND (month + interval '1 month') AT TIME ZONE 'UTC' > $2::timestamptz - $5 * interval '1 millisecond') AS passed
            """;

    /**
     * The leaves stay, and have the times. Inside a range entries may have come late; nothing that was removed happened after its removal, give or
     * take a clock.
     */
    private static final String ERASED = """
            SELECT EXISTS (
                SELECT FROM purge p
                JOIN LATERAL (SELECT id, quarter, first_index FROM shard WHERE shard.org = p.org AND shard.first_index <= p.idx
                              ORDER BY shard.first_index DESC LIMIT 1) s ON true
                JOIN leaf told ON told.quarter = s.quarter AND told.shard_id = s.id AND told.idx = p.idx - s.first_index
                CROSS JOIN LATERAL (SELECT convert_from(told.envelope, 'UTF8')::jsonb -> 'purge' AS said) purged
                JOIN shard home ON home.origin = purged.said ->> 'shard'
                CROSS JOIN LATERAL (SELECT (pair ->> 0)::bigint AS first, (pair ->> 1)::bigint AS last
                                    FROM jsonb_array_elements(purged.said -> 'ranges') pair) stretch
                JOIN leaf a ON a.quarter = home.quarter AND a.shard_id = home.id AND a.idx = stretch.first
                JOIN leaf b ON b.quarter = home.quarter AND b.shard_id = home.id AND b.idx = stretch.last
                CROSS JOIN LATERAL (SELECT
                    to_timestamp((convert_from(a.envelope, 'UTF8')::jsonb ->> 't')::bigint / 1000.0) AS first,
                    to_timestamp((convert_from(b.envelope, 'UTF8')::jsonb ->> 't')::bigint / 1000.0) AS last) happened
                WHERE p.org = $1 AND p.month IS NULL AND p.done_at >= $2::timestamptz - $5 * interval '1 millisecond'
                  AND least(happened.first, happened.last)
                      - CASE WHEN stretch.first < stretch.last THEN $4::bigint ELSE 0 END * interval '1 millisecond' <= $3
                  AND greatest(happened.first, happened.last) + $5 * interval '1 millisecond' >= $2) AS erased
            """;

    private final Pool pool;
    private final AuditConfig.Ingest config;

    GoneStore(Pool pool, AuditConfig config) {
        this.pool = pool;
        this.config = config.ingest();
    }

    /**
     * Why entries of a time are gone.
     *
     * @param passed their retention was over
     * @param erased by themselves
     */
    record Gone(boolean passed, boolean erased) {}

    Uni<Gone> find(UUID organisation, Instant from, Instant to) {
        Tuple asked = Tuple.of(
                organisation.toString(),
                from.atOffset(ZoneOffset.UTC),
                to.atOffset(ZoneOffset.UTC),
                config.oldest().toMillis(),
                config.skew().toMillis());
        return is(PASSED, asked).chain(passed -> is(ERASED, asked).map(erased -> new Gone(passed, erased)));
    }

    private Uni<Boolean> is(String question, Tuple asked) {
        return pool.preparedQuery(question)
                .execute(asked)
                .map(rows -> rows.iterator().next().getBoolean(0));
    }
}
