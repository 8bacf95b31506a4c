package dev.claviger.audit.detection;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Alerts that are not wanted for a while. */
@ApplicationScoped
class SuppressionStore {
    private static final String WANTED = """
        SELECT NOT EXISTS (SELECT FROM detection_suppression
            WHERE org = $1 AND rule = $2 AND subject = $3 AND expires_at > $4) AS wanted
        """;

    private static final String LIST = """
        SELECT id, rule, subject, reason, created_by, created_at, expires_at FROM detection_suppression
        WHERE org = $1 AND expires_at > now() ORDER BY created_at, id LIMIT 1000
        """;

    private static final String INSERT = """
        INSERT INTO detection_suppression (id, org, rule, subject, reason, created_by, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private final Pool pool;

    SuppressionStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Boolean> isWanted(RecordedTransaction transaction, String org, String rule, String subject, Instant now) {
        return transaction
                .sql()
                .preparedQuery(WANTED)
                .execute(Tuple.of(org, rule, subject, now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.iterator().next().getBoolean("wanted"));
    }

    Uni<List<Suppression>> of(String org) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(org))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(SuppressionStore::suppression)
                        .toList());
    }

    Uni<Void> insert(RecordedTransaction transaction, String org, Suppression made) {
        return transaction
                .sql()
                .preparedQuery(INSERT)
                .execute(Tuple.from(List.<Object>of(
                        made.id(),
                        org,
                        made.rule(),
                        made.subject(),
                        made.reason(),
                        made.createdBy(),
                        made.createdAt().atOffset(ZoneOffset.UTC),
                        made.expiresAt().atOffset(ZoneOffset.UTC))))
                .replaceWithVoid();
    }

    /** False when there was none. */
    Uni<Boolean> delete(RecordedTransaction transaction, String org, UUID id) {
        return transaction
                .sql()
                .preparedQuery("DELETE FROM detection_suppression WHERE org = $1 AND id = $2")
                .execute(Tuple.of(org, id))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Suppression suppression(Row row) {
        return new Suppression(
                row.getUUID("id"),
                row.getString("rule"),
                row.getString("subject"),
                row.getString("reason"),
                row.getString("created_by"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("expires_at").toInstant());
    }
}
