package dev.claviger.audit.detection;

import dev.claviger.audit.detection.Detector.Question;
import dev.claviger.audit.detection.Detector.Stretch;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * What is usual for an identity: how many secrets each of its jobs read. It is kept, for to count a month anew at each read would cost what
 * a month holds.
 */
@ApplicationScoped
class BaselineStore {
    /** Fewer jobs tell nothing of what is usual. */
    static final int LEAST_JOBS = 20;

    /** Of each job in the stretch the newest read, when the job read more than $4 times what is usual; $5 days are learned from first. */
    static final String UNUSUAL = """
        WITH c AS MATERIALIZED (SELECT * FROM (SELECT t.org, t.idx, t.occurred_at, t.name, t.actor_type, t.actor_id, t.client_ip,
                coalesce(t.issuer, '') AS issuer, t.job_id, lead(t.idx) OVER w AS following
            FROM trail t WHERE t.org = $1 AND t.idx >= $2 AND t.idx < $3 AND %s AND t.actor_id IS NOT NULL AND t.job_id IS NOT NULL
            WINDOW w AS (PARTITION BY t.actor_id, t.issuer, t.job_id ORDER BY t.idx)) t WHERE following IS NULL)
        SELECT c.idx, c.occurred_at, c.actor_type || ':' || c.actor_id AS subject, j.secrets AS found, c.name, host(c.client_ip) AS address
        FROM c JOIN detection_job j ON j.org = c.org AND j.actor_id = c.actor_id AND j.issuer = c.issuer AND j.job_id = c.job_id
        CROSS JOIN LATERAL (SELECT count(*) AS jobs, percentile_disc(0.99) WITHIN GROUP (ORDER BY p.secrets) AS usual
            FROM (SELECT p.secrets FROM detection_job p WHERE p.org = c.org AND p.actor_id = c.actor_id AND p.read_at < j.read_at
                AND p.read_at > c.occurred_at - interval '30 days' ORDER BY p.read_at DESC LIMIT 2000) p) u
        WHERE u.jobs >= %d AND j.secrets > $4::bigint * u.usual
            AND EXISTS (SELECT FROM detection_job p WHERE p.org = c.org AND p.actor_id = c.actor_id
                AND p.read_at > c.occurred_at - interval '30 days' AND p.read_at <= c.occurred_at - $5::bigint * interval '1 day')
        ORDER BY c.idx
        """.formatted(HistoryQueries.READS.formatted("t"), LEAST_JOBS);

    /** What the jobs of the stretch read up to its end, from their entries: a repetition finds the same. */
    private static final String NOTE =
            """
        INSERT INTO detection_job (org, actor_id, issuer, job_id, read_at, secrets)
        SELECT $1, j.actor_id, j.issuer, j.job_id, r.read_at, r.secrets
        FROM (SELECT DISTINCT t.actor_id, coalesce(t.issuer, '') AS issuer, t.job_id
            FROM trail t WHERE t.org = $1 AND t.idx >= $2 AND t.idx < $3 AND %s AND t.actor_id IS NOT NULL AND t.job_id IS NOT NULL) j
        CROSS JOIN LATERAL (SELECT min(h.occurred_at) AS read_at, count(DISTINCT s.secret_id) AS secrets
            FROM (SELECT h.org, h.idx, h.received_at, h.occurred_at FROM trail h WHERE h.org = $1 AND h.idx < $3 AND h.job_id = j.job_id
                AND coalesce(h.issuer, '') = j.issuer AND h.actor_id = j.actor_id AND %s LIMIT 2000) h
            JOIN trail_secret s ON s.org = h.org AND s.idx = h.idx AND s.received_at = h.received_at) r
        WHERE r.secrets > 0
        ON CONFLICT (org, actor_id, issuer, job_id) DO UPDATE SET secrets = greatest(detection_job.secrets, excluded.secrets),
            read_at = least(detection_job.read_at, excluded.read_at)
        """.formatted(HistoryQueries.READS.formatted("t"), HistoryQueries.READS.formatted("h"));

    private static final String FORGET = """
        DELETE FROM detection_job WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM detection_job WHERE read_at < $1::timestamptz - interval '31 days' LIMIT 1000 FOR UPDATE SKIP LOCKED))
        """;

    private final Clock clock;

    BaselineStore(Clock clock) {
        this.clock = clock;
    }

    /** Notes what the jobs of the stretch read. Entries without a job cost nothing. */
    Uni<Void> note(RecordedTransaction transaction, Stretch stretch) {
        if (stretch.entries().stream().noneMatch(BaselineStore::isOfJob)) {
            return Uni.createFrom().voidItem();
        }
        Instant now = clock.instant();
        Months months = Months.of(new Question("R06.job", 0, 0), stretch, now);
        return transaction
                .sql()
                .preparedQuery(months.within(NOTE))
                .execute(Tuple.of(stretch.org(), stretch.from(), stretch.to()))
                .chain(() -> transaction.sql().preparedQuery(FORGET).execute(Tuple.of(now.atOffset(ZoneOffset.UTC))))
                .replaceWithVoid();
    }

    private static boolean isOfJob(Seen entry) {
        return entry.isSuccess()
                && !entry.fact("jobId").isEmpty()
                && !entry.event().secrets().isEmpty();
    }
}
