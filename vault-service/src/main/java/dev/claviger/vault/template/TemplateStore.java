package dev.claviger.vault.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The table of templates. */
@ApplicationScoped
class TemplateStore {
    private static final String COLUMNS =
            "SELECT id, org_id, name, description, content, created_at, updated_at FROM project_template ";

    private static final String ALL = COLUMNS + "WHERE org_id = $1 ORDER BY name";

    private static final String BY_ID = COLUMNS + "WHERE org_id = $1 AND id = $2";

    private static final String BY_NAME = COLUMNS + "WHERE org_id = $1 AND name = $2";

    private static final String LOCK = BY_ID + " FOR UPDATE";

    private static final String ADMIT = "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 66))";

    private static final String COUNT = "SELECT count(*) AS made FROM project_template WHERE org_id = $1";

    private static final String INSERT = """
            INSERT INTO project_template (id, org_id, name, description, content, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $6)
            ON CONFLICT (org_id, name) DO NOTHING
            """;

    private static final String UPDATE = """
            UPDATE project_template t
            SET name = $3, description = $4, content = $5, updated_at = $6
            WHERE t.org_id = $1 AND t.id = $2
              AND NOT EXISTS (SELECT FROM project_template o WHERE o.org_id = $1 AND o.name = $3 AND o.id <> $2)
            """;

    private static final String DELETE = "DELETE FROM project_template WHERE org_id = $1 AND id = $2";

    private final Pool pool;
    private final ObjectMapper json;

    TemplateStore(Pool pool, ObjectMapper json) {
        this.pool = pool;
        this.json = json;
    }

    /** In the order of their names. */
    Uni<List<ProjectTemplate>> all(UUID orgId) {
        return pool.preparedQuery(ALL)
                .execute(Tuple.of(orgId))
                .map(rows -> stream(rows).map(this::template).toList());
    }

    Uni<Optional<ProjectTemplate>> byId(UUID orgId, UUID id) {
        return pool.preparedQuery(BY_ID).execute(Tuple.of(orgId, id)).map(this::first);
    }

    Uni<Optional<ProjectTemplate>> byName(UUID orgId, String name) {
        return pool.preparedQuery(BY_NAME).execute(Tuple.of(orgId, name)).map(this::first);
    }

    /** Stays as it is until the transaction ends. */
    Uni<Optional<ProjectTemplate>> lock(RecordedTransaction tx, UUID orgId, UUID id) {
        return tx.sql().preparedQuery(LOCK).execute(Tuple.of(orgId, id)).map(this::first);
    }

    /** How many there are; until the transaction ends no other one adds or renames any. */
    Uni<Long> count(RecordedTransaction tx, UUID orgId) {
        return tx.sql()
                .preparedQuery(ADMIT)
                .execute(Tuple.of(orgId.toString()))
                .chain(() -> tx.sql().preparedQuery(COUNT).execute(Tuple.of(orgId)))
                .map(rows -> rows.iterator().next().getLong("made"));
    }

    /** Fails with {@link TemplateRefused} when the name is taken. */
    Uni<Void> insert(RecordedTransaction tx, ProjectTemplate fresh) {
        Tuple row = Tuple.tuple()
                .addUUID(fresh.id())
                .addUUID(fresh.orgId())
                .addString(fresh.name())
                .addString(fresh.description())
                .addJsonObject(text(fresh.content()))
                .addOffsetDateTime(fresh.createdAt().atOffset(ZoneOffset.UTC));
        return one(tx.sql().preparedQuery(INSERT).execute(row), fresh);
    }

    /** Fails with {@link TemplateRefused} when the name is taken. */
    Uni<Void> update(RecordedTransaction tx, ProjectTemplate changed) {
        Tuple row = Tuple.tuple()
                .addUUID(changed.orgId())
                .addUUID(changed.id())
                .addString(changed.name())
                .addString(changed.description())
                .addJsonObject(text(changed.content()))
                .addOffsetDateTime(changed.updatedAt().atOffset(ZoneOffset.UTC));
        return one(tx.sql().preparedQuery(UPDATE).execute(row), changed);
    }

    Uni<Void> delete(RecordedTransaction tx, ProjectTemplate gone) {
        return tx.sql()
                .preparedQuery(DELETE)
                .execute(Tuple.of(gone.orgId(), gone.id()))
                .replaceWithVoid();
    }

    private static Uni<Void> one(Uni<RowSet<Row>> write, ProjectTemplate template) {
        return write.invoke(rows -> {
                    if (rows.rowCount() == 0) {
                        throw TemplateRefused.taken(template.name());
                    }
                })
                .replaceWithVoid();
    }

    private Optional<ProjectTemplate> first(RowSet<Row> rows) {
        return stream(rows).findFirst().map(this::template);
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private ProjectTemplate template(Row row) {
        return new ProjectTemplate(
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getString("name"),
                row.getString("description"),
                content(row.getJsonObject("content")),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private JsonObject text(Content content) {
        try {
            return new JsonObject(json.writeValueAsString(content));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a template that cannot be written", e);
        }
    }

    private Content content(JsonObject stored) {
        try {
            return json.readValue(stored.encode(), Content.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a template that cannot be read", e);
        }
    }
}
