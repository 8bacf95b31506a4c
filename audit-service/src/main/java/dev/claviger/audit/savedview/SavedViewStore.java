package dev.claviger.audit.savedview;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Keeps views. Every statement names the organisation. */
@ApplicationScoped
class SavedViewStore {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String COLUMNS =
            " id, name, filters, owner_type, owner_id, shared_with, project_id, created_at, updated_at ";

    private static final String INSERT = """
            INSERT INTO saved_view (id, org, owner_type, owner_id, name, filters, shared_with, project_id, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
            """;

    private static final String UPDATE = """
            UPDATE saved_view SET name = $5, filters = $6, shared_with = $7, project_id = $8, updated_at = $9
            WHERE id = $1 AND org = $2 AND owner_type = $3 AND owner_id = $4
            """;

    private static final String DELETE =
            "DELETE FROM saved_view WHERE id = $1 AND org = $2 AND owner_type = $3 AND owner_id = $4";

    private static final String FORGET = """
            DELETE FROM saved_view WHERE org = $1
                AND (owner_id = $2 OR EXISTS (SELECT FROM jsonb_each_text(filters) f WHERE position($2::text IN f.value) > 0))
            """;

    private static final String VISIBLE = "SELECT" + COLUMNS + """
            FROM saved_view
            WHERE org = $1 AND ((owner_type = $2 AND owner_id = $3)
                OR (shared_with = 'organization' AND $4)
                OR (shared_with = 'project' AND ($4 OR project_id = $5)))
            """;

    private final Pool pool;

    SavedViewStore(Pool pool) {
        this.pool = pool;
    }

    /** Who looks: all of the organisation, or one project of it. */
    record Viewer(
            UUID org,
            SavedView.Owner self,
            boolean readsAll,
            @Nullable UUID projectId) {}

    /** Fails with {@link NameTaken}. */
    Uni<Void> insert(RecordedTransaction tx, UUID org, SavedView view) {
        return write(tx, INSERT, org, view, view.createdAt()).replaceWithVoid();
    }

    /** Fails with {@link NameTaken}, and with {@link ViewNotFound} where it is not the owner's. */
    Uni<Void> update(RecordedTransaction tx, UUID org, SavedView view) {
        return write(tx, UPDATE, org, view, view.updatedAt())
                .invoke(SavedViewStore::requireOne)
                .replaceWithVoid();
    }

    /** Fails with {@link ViewNotFound} where it is not the owner's. */
    Uni<Void> delete(RecordedTransaction tx, UUID org, UUID id, SavedView.Owner owner) {
        return tx.sql()
                .preparedQuery(DELETE)
                .execute(Tuple.of(id, org, owner.type(), owner.id()))
                .map(rows -> rows.rowCount())
                .invoke(SavedViewStore::requireOne)
                .replaceWithVoid();
    }

    /** Those of somebody, and those that name somebody's id. */
    Uni<Integer> forget(RecordedTransaction tx, UUID org, UUID somebody) {
        return tx.sql().preparedQuery(FORGET).execute(Tuple.of(org, somebody)).map(rows -> rows.rowCount());
    }

    Uni<List<SavedView>> visible(Viewer viewer) {
        return pool.preparedQuery(VISIBLE + " ORDER BY lower(name), id LIMIT 1000")
                .execute(values(viewer))
                .map(SavedViewStore::views);
    }

    Uni<Optional<SavedView>> find(Viewer viewer, UUID id) {
        return pool.preparedQuery(VISIBLE + " AND id = $6")
                .execute(values(viewer).addUUID(id))
                .map(rows -> views(rows).stream().findFirst());
    }

    private static Tuple values(Viewer viewer) {
        return Tuple.tuple()
                .addUUID(viewer.org())
                .addString(viewer.self().type())
                .addUUID(viewer.self().id())
                .addBoolean(viewer.readsAll())
                .addUUID(viewer.projectId());
    }

    private static Uni<Integer> write(
            RecordedTransaction tx, String statement, UUID org, SavedView view, Instant moment) {
        JsonObject filters = new JsonObject();
        view.filters().forEach(filters::put);
        Tuple values = Tuple.tuple()
                .addUUID(view.id())
                .addUUID(org)
                .addString(view.owner().type())
                .addUUID(view.owner().id())
                .addString(view.name())
                .addJsonObject(filters)
                .addString(view.sharedWith())
                .addUUID(view.projectId())
                .addOffsetDateTime(moment.atOffset(ZoneOffset.UTC));
        return tx.sql()
                .preparedQuery(statement)
                .execute(values)
                .map(rows -> rows.rowCount())
                .onFailure(failure -> failure instanceof PgException sql && UNIQUE_VIOLATION.equals(sql.getSqlState()))
                .transform(taken -> new NameTaken());
    }

    private static void requireOne(int changed) {
        if (changed == 0) {
            throw new ViewNotFound();
        }
    }

    private static List<SavedView> views(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(SavedViewStore::view)
                .toList();
    }

    private static SavedView view(Row row) {
        Map<String, String> filters = new TreeMap<>();
        row.getJsonObject("filters").forEach(filter -> filters.put(filter.getKey(), String.valueOf(filter.getValue())));
        return new SavedView(
                row.getUUID("id"),
                row.getString("name"),
                filters,
                new SavedView.Owner(row.getString("owner_type"), row.getUUID("owner_id")),
                row.getString("shared_with"),
                row.getUUID("project_id"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
