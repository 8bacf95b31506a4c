package dev.claviger.vault.image;

import dev.claviger.vault.reference.Place;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Reads one secret with its folder around it. Most secrets are there and have nobody's own value beside them; those take one row, in half
 * the time of the statement that knows all cases.
 */
@ApplicationScoped
class SingleStore {
    static final String LOAD = """
            SELECT p.revision, p.keyset, e.id AS env_id, f.id AS folder_id,
                   s.id, s.key, v.version, v.value, v.detail, v.skip_multiline_encoding, v.reminder_days, v.reminder_note,
                   v.actor_type, v.actor_id, v.actor_name, s.created_at, s.updated_at, NULL::uuid AS owner, s.rotation_id,
                   (SELECT jsonb_agg(jsonb_build_array(t.id, t.slug, t.color) ORDER BY t.slug)
                    FROM secret_tag m CROSS JOIN LATERAL (SELECT * FROM tag WHERE id = m.tag_id OFFSET 0) t
                    WHERE m.secret_id = s.id) AS tags,
                   EXISTS (SELECT FROM personal_secret WHERE secret_id = s.id) AS has_personal,
                   EXISTS (SELECT FROM secret_import WHERE folder_id = f.id) AS has_imports
            FROM project p
            LEFT JOIN LATERAL (SELECT id FROM environment WHERE project_id = p.id AND slug = $2 OFFSET 0) e ON true
            LEFT JOIN LATERAL (SELECT id FROM folder WHERE env_id = e.id AND path = $3 OFFSET 0) f ON true
            LEFT JOIN LATERAL (SELECT * FROM secret WHERE folder_id = f.id AND key = $4 OFFSET 0) s ON true
            LEFT JOIN LATERAL (
                SELECT * FROM secret_version WHERE secret_id = s.id AND version = s.version OFFSET 0) v ON true
            WHERE p.id = $1
            """;

    private final Pool pool;
    private final ImageStore all;

    SingleStore(Pool pool, ImageStore all) {
        this.pool = pool;
        this.all = all;
    }

    /** The folder with no other secret than that of the key; empty when the project is gone. */
    Uni<Optional<ImageStore.Loaded>> load(UUID projectId, Place place, String key) {
        return pool.preparedQuery(LOAD)
                .execute(Tuple.of(projectId, place.environment(), place.path(), key))
                .chain(rows -> {
                    if (rows.size() == 0) {
                        return Uni.createFrom().item(Optional.empty());
                    }
                    Row row = rows.iterator().next();
                    return row.getBoolean("has_personal") || row.getBoolean("has_imports")
                            ? all.load(projectId, place, key)
                            : Uni.createFrom().item(Optional.of(loaded(place, row)));
                });
    }

    private static ImageStore.Loaded loaded(Place place, Row row) {
        return new ImageStore.Loaded(row.getLong("revision"), Map.of(place, image(place, row)));
    }

    private static FolderImage image(Place place, Row row) {
        if (row.getUUID("env_id") == null) {
            return new FolderImage.NoEnvironment(place);
        }
        if (row.getUUID("folder_id") == null) {
            return new FolderImage.NoFolder(place);
        }
        TreeMap<String, StoredSecret> secrets = new TreeMap<>();
        if (row.getString("key") != null) {
            StoredSecret secret = ImageStore.secret(row);
            secrets.put(secret.key(), secret);
        }
        return new FolderImage.Folder(
                place, row.getUUID("folder_id"), ImageStore.sealed(row, "keyset"), secrets, Map.of(), List.of());
    }
}
