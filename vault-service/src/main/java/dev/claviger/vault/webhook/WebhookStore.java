package dev.claviger.vault.webhook;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.keyring.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Webhooks in PostgreSQL. */
@ApplicationScoped
class WebhookStore {
    private static final String FIND = """
            SELECT w.id, w.project_id, w.env_id, w.secret_path, w.type, w.url, w.signing_key, w.events, w.is_disabled, w.last_status,
                   w.last_error, w.created_at, w.updated_at, e.name AS env_name, e.slug AS env_slug, p.name AS project_name, p.keyset
            FROM webhook w
            JOIN environment e ON e.id = w.env_id
            JOIN project p ON p.id = w.project_id
            WHERE p.org_id = $1 AND w.id = $2
            """;

    private static final String LIST = """
            SELECT w.id, w.project_id, w.env_id, w.secret_path, w.type, w.url, w.signing_key, w.events, w.is_disabled, w.last_status,
                   w.last_error, w.created_at, w.updated_at, e.name AS env_name, e.slug AS env_slug, p.name AS project_name, p.keyset
            FROM webhook w
            JOIN environment e ON e.id = w.env_id
            JOIN project p ON p.id = w.project_id
            WHERE w.project_id = $1 AND ($2::text IS NULL OR e.slug = $2) AND ($3::text IS NULL OR w.secret_path = $3)
            ORDER BY w.created_at, w.id
            """;

    private static final String ROOM = """
            SELECT p.keyset, p.revision, (SELECT count(*) FROM webhook w WHERE w.project_id = p.id) AS present
            FROM project p
            WHERE p.id = $1
            """;

    private static final String INSERT = """
            INSERT INTO webhook (id, project_id, env_id, secret_path, type, url, signing_key, events, since_revision, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
            """;

    private static final String UPDATE = """
            UPDATE webhook
            SET is_disabled = $2, events = $3, updated_at = $4, due_at = CASE WHEN $2 THEN NULL ELSE due_at END,
                failures = CASE WHEN $2 THEN 0 ELSE failures END
            WHERE id = $1
            """;

    private static final String FORGET_WAITING = """
            DELETE FROM webhook_delivery
            WHERE webhook_id = $1 AND ended_at IS NULL
            """;

    private static final String REMEMBER = """
            UPDATE webhook
            SET last_status = $2, last_error = $3
            WHERE id = $1
            """;

    private static final String DELETE = "DELETE FROM webhook WHERE id = $1";

    private final Pool pool;

    WebhookStore(Pool pool) {
        this.pool = pool;
    }

    /** What a project has for one more webhook. */
    record Room(Sealed keyset, long revision, long present) {}

    Uni<Optional<Webhook>> find(UUID orgId, UUID id) {
        return find(pool, orgId, id);
    }

    Uni<Optional<Webhook>> find(RecordedTransaction tx, UUID orgId, UUID id) {
        return find(tx.sql(), orgId, id);
    }

    private static Uni<Optional<Webhook>> find(SqlClient sql, UUID orgId, UUID id) {
        return sql.preparedQuery(FIND)
                .execute(Tuple.of(orgId, id))
                .map(rows -> webhooks(rows).stream().findFirst());
    }

    /** Oldest first; environment and path are null for any. */
    Uni<List<Webhook>> list(UUID projectId, @Nullable String environment, @Nullable String path) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(projectId, environment, path))
                .map(WebhookStore::webhooks);
    }

    /** The project is locked by the transaction. */
    Uni<Room> room(RecordedTransaction tx, UUID projectId) {
        return tx.sql()
                .preparedQuery(ROOM)
                .execute(Tuple.of(projectId))
                .map(rows -> rows.iterator().next())
                .map(row -> new Room(ciphertext(row, "keyset"), row.getLong("revision"), row.getLong("present")));
    }

    /** Hears of changes that come after the revision. */
    Uni<Void> insert(RecordedTransaction tx, Webhook webhook, long revision) {
        return execute(
                tx,
                INSERT,
                Tuple.tuple()
                        .addUUID(webhook.id())
                        .addUUID(webhook.projectId())
                        .addUUID(webhook.environment().id())
                        .addString(webhook.secretPath())
                        .addString(webhook.type().text())
                        .addValue(buffer(webhook.url()))
                        .addValue(webhook.signingKey() == null ? null : buffer(webhook.signingKey()))
                        .addArrayOfString(webhook.events().toArray(String[]::new))
                        .addLong(revision)
                        .addOffsetDateTime(webhook.createdAt().atOffset(ZoneOffset.UTC)));
    }

    /** One that is disabled, or was, forgets what it was still to be told. */
    Uni<Void> update(RecordedTransaction tx, Webhook current, Webhook changed) {
        Uni<Void> updated = execute(
                tx,
                UPDATE,
                Tuple.of(
                        changed.id(),
                        changed.isDisabled(),
                        changed.events().toArray(String[]::new),
                        changed.updatedAt().atOffset(ZoneOffset.UTC)));
        return changed.isDisabled() || current.isDisabled()
                ? updated.chain(() -> execute(tx, FORGET_WAITING, Tuple.of(changed.id())))
                : updated;
    }

    Uni<Void> remember(RecordedTransaction tx, UUID id, String status, @Nullable String error) {
        return execute(tx, REMEMBER, Tuple.of(id, status, error));
    }

    Uni<Void> delete(RecordedTransaction tx, UUID id) {
        return execute(tx, DELETE, Tuple.of(id));
    }

    private static Uni<Void> execute(RecordedTransaction tx, String statement, Tuple parameters) {
        return tx.sql().preparedQuery(statement).execute(parameters).replaceWithVoid();
    }

    private static List<Webhook> webhooks(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(WebhookStore::webhook)
                .toList();
    }

    /** A row that has the columns of {@link #FIND}. */
    static Webhook webhook(Row row) {
        return new Webhook(
                row.getUUID("id"),
                row.getUUID("project_id"),
                new Webhook.Stage(row.getUUID("env_id"), row.getString("env_name"), row.getString("env_slug")),
                row.getString("secret_path"),
                WebhookType.of(row.getString("type")),
                ciphertext(row, "url"),
                row.getBuffer("signing_key") == null ? null : ciphertext(row, "signing_key"),
                List.of(row.getArrayOfStrings("events")),
                row.getBoolean("is_disabled"),
                row.getString("last_status"),
                row.getString("last_error"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                row.getString("project_name"),
                ciphertext(row, "keyset"));
    }

    private static Sealed ciphertext(Row row, String column) {
        return Sealed.of(row.getBuffer(column).getBytes());
    }

    private static Buffer buffer(Sealed ciphertext) {
        return Buffer.buffer(ciphertext.bytes());
    }
}
