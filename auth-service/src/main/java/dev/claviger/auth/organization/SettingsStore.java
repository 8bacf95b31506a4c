package dev.claviger.auth.organization;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The settings in the rows of organisations. */
@ApplicationScoped
class SettingsStore {
    private static final String FIND = """
            SELECT id, name, slug, require_audience, created_at, updated_at FROM organization WHERE id = $1
            """;

    private static final String LOCK = FIND + " FOR NO KEY UPDATE";

    private static final String UPDATE = """
            UPDATE organization SET name = $2, slug = $3, require_audience = $4, updated_at = $5
            WHERE id = $1 AND NOT EXISTS (SELECT FROM organization other WHERE other.slug = $3 AND other.id <> $1)
            """;

    Uni<Optional<OrganizationSettings>> find(RecordedTransaction tx, UUID id) {
        return find(tx, FIND, id);
    }

    /** Finds it and keeps it as it is until the transaction ends. */
    Uni<Optional<OrganizationSettings>> lock(RecordedTransaction tx, UUID id) {
        return find(tx, LOCK, id);
    }

    /** False when the slug is taken. */
    Uni<Boolean> update(RecordedTransaction tx, OrganizationSettings changed) {
        return tx.sql()
                .preparedQuery(UPDATE)
                .execute(Tuple.of(
                        changed.id(),
                        changed.name(),
                        changed.slug(),
                        changed.requireAudience(),
                        changed.updatedAt().atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Uni<Optional<OrganizationSettings>> find(RecordedTransaction tx, String sql, UUID id) {
        return tx.sql()
                .preparedQuery(sql)
                .execute(Tuple.of(id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(SettingsStore::toSettings));
    }

    private static OrganizationSettings toSettings(Row row) {
        return new OrganizationSettings(
                row.getUUID("id"),
                row.getString("name"),
                row.getString("slug"),
                row.getBoolean("require_audience"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
