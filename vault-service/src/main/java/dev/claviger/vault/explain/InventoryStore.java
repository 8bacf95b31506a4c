package dev.claviger.vault.explain;

import dev.claviger.vault.permission.Resource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What there is in a project to have rights on: folders and secrets, by their names. */
@ApplicationScoped
class InventoryStore {
    private static final String INVENTORY = """
            SELECT e.slug, f.path, s.key,
                   ARRAY(SELECT t.slug FROM secret_tag st JOIN tag t ON t.id = st.tag_id WHERE st.secret_id = s.id) AS tags
            FROM folder f
            JOIN environment e ON e.id = f.env_id
            LEFT JOIN secret s ON s.folder_id = f.id
            WHERE f.project_id = $1
            ORDER BY e.position, f.path, s.key
            LIMIT $2
            """;

    private final Pool pool;

    InventoryStore(Pool pool) {
        this.pool = pool;
    }

    /** At most that many; a folder without secrets is there by itself. */
    Uni<List<Resource>> of(UUID projectId, int most) {
        return pool.preparedQuery(INVENTORY)
                .execute(Tuple.of(projectId, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(InventoryStore::resource)
                        .toList());
    }

    private static Resource resource(Row row) {
        @Nullable String key = row.getString("key");
        return key == null
                ? Resource.folder(row.getString("slug"), row.getString("path"))
                : Resource.secret(
                        row.getString("slug"), row.getString("path"), key, Set.of(row.getArrayOfStrings("tags")));
    }
}
