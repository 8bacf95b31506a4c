package dev.claviger.vault.image;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.keyring.Sealed;
import dev.claviger.vault.reference.Place;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads folders and versions. One statement is one snapshot, so that what it returns belongs to the revision it returns. */
@ApplicationScoped
class ImageStore {
    /**
     * The fences ({@code OFFSET 0}) make PostgreSQL look up the secrets of each place by index. Without them its plan for all parameters
     * reads the whole table of secrets, because it takes each list of places for a long one.
     *
     * <p>For the same reason it would plan a statement with lists anew each time, which takes longer than running it; those for one place
     * and one key have none.
     */
    private static final String LOAD_WHERE = """
            WITH place AS MATERIALIZED (
                SELECT w.number, p.revision, p.keyset, e.id AS env_id, f.id AS folder_id
                FROM project p
                CROSS JOIN %1$s AS w (environment, path, number)
                LEFT JOIN LATERAL (
                    SELECT id FROM environment WHERE project_id = p.id AND slug = w.environment OFFSET 0) e ON true
                LEFT JOIN LATERAL (SELECT id FROM folder WHERE env_id = e.id AND path = w.path OFFSET 0) f ON true
                WHERE p.id = $1
            )
            SELECT number, revision, keyset, env_id, folder_id,
                   NULL::uuid AS id, NULL::text AS key, NULL::integer AS version, NULL::bytea AS value,
                   NULL::bytea AS detail, NULL::boolean AS skip_multiline_encoding, NULL::integer AS reminder_days,
                   NULL::text AS reminder_note, NULL::text AS actor_type, NULL::uuid AS actor_id,
                   NULL::text AS actor_name, NULL::timestamptz AS created_at, NULL::timestamptz AS updated_at,
                   NULL::text AS import_environment, NULL::text AS import_path, NULL::integer AS position, NULL::jsonb AS tags,
                   NULL::uuid AS owner, NULL::uuid AS rotation_id, NULL::boolean AS lends_read_access
            FROM place
            UNION ALL
            SELECT place.number, NULL, NULL, NULL, NULL,
                   s.id, s.key, v.version, v.value, v.detail, v.skip_multiline_encoding, v.reminder_days,
                   v.reminder_note, v.actor_type, v.actor_id, v.actor_name, s.created_at, s.updated_at,
                   NULL, NULL, NULL,
                   (SELECT jsonb_agg(jsonb_build_array(t.id, t.slug, t.color) ORDER BY t.slug)
                    FROM secret_tag m CROSS JOIN LATERAL (SELECT * FROM tag WHERE id = m.tag_id OFFSET 0) t
                    WHERE m.secret_id = s.id),
                   NULL, s.rotation_id, NULL
            FROM place
            CROSS JOIN LATERAL (SELECT * FROM secret WHERE folder_id = place.folder_id %2$s OFFSET 0) s
            CROSS JOIN LATERAL (SELECT * FROM secret_version WHERE secret_id = s.id AND version = s.version OFFSET 0) v
            UNION ALL
            SELECT place.number, NULL, NULL, NULL, NULL,
                   o.id, s.key, o.version, o.value, o.detail, o.skip_multiline_encoding, o.reminder_days,
                   o.reminder_note, 'user', o.user_id, o.actor_name, o.created_at, o.updated_at,
                   NULL, NULL, NULL,
                   (SELECT jsonb_agg(jsonb_build_array(t.id, t.slug, t.color) ORDER BY t.slug)
                    FROM secret_tag m CROSS JOIN LATERAL (SELECT * FROM tag WHERE id = m.tag_id OFFSET 0) t
                    WHERE m.secret_id = s.id),
                   o.user_id, NULL, NULL
            FROM place
            CROSS JOIN LATERAL (SELECT * FROM secret WHERE folder_id = place.folder_id %2$s OFFSET 0) s
            CROSS JOIN LATERAL (SELECT * FROM personal_secret WHERE secret_id = s.id OFFSET 0) o
            UNION ALL
            SELECT place.number, NULL, NULL, NULL, NULL,
                   i.id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                   e.slug, i.import_path, i.position, NULL, NULL, NULL, i.lends_read_access
            FROM place
            CROSS JOIN LATERAL (SELECT * FROM secret_import WHERE folder_id = place.folder_id OFFSET 0) i
            JOIN environment e ON e.id = i.import_env_id
            """;

    private static final String PLACES = "unnest($2::text[], $3::text[]) WITH ORDINALITY";
    private static final String PLACE = "(VALUES ($2::text, $3::text, 1::bigint))";

    static final String LOAD_WHOLE = LOAD_WHERE.formatted(PLACES, "");
    static final String LOAD_WHOLE_ONE = LOAD_WHERE.formatted(PLACE, "");
    static final String LOAD_KEYS = LOAD_WHERE.formatted(PLACE, "AND key = ANY ($4::text[])");
    static final String LOAD_KEY = LOAD_WHERE.formatted(PLACE, "AND key = $4::text");

    private static final String LIST_FOLDERS = """
            SELECT p.revision, e.id AS env_id, f.path
            FROM project p
            LEFT JOIN environment e ON e.project_id = p.id AND e.slug = $2
            LEFT JOIN folder f ON f.env_id = e.id
            WHERE p.id = $1
            """;

    private static final String LOCATE = """
            SELECT s.project_id, e.slug, f.path, s.key
            FROM secret s
            JOIN project p ON p.id = s.project_id
            JOIN folder f ON f.id = s.folder_id
            JOIN environment e ON e.id = f.env_id
            WHERE s.id = $1 AND p.org_id = $2
            """;

    private static final String LIST_VERSIONS = """
            SELECT s.id, v.key, v.version, v.value, v.detail, v.skip_multiline_encoding, v.reminder_days, v.reminder_note,
                   v.actor_type, v.actor_id, v.actor_name, s.created_at, v.created_at AS updated_at,
                   (SELECT jsonb_agg(jsonb_build_array(t.id, t.slug, t.color) ORDER BY t.slug)
                    FROM tag t
                    WHERE t.id = ANY (v.tags)) AS tags, NULL::uuid AS owner, s.rotation_id, v.redacted_at
            FROM secret s
            JOIN secret_version v ON v.secret_id = s.id
            WHERE s.id = $1 AND ($2::integer IS NULL OR v.version = $2::integer)
            ORDER BY v.version DESC
            OFFSET $3 LIMIT $4
            """;

    private final Pool pool;

    /** Folders, and the revision of the project in the same snapshot. */
    record Loaded(long revision, Map<Place, FolderImage> folders) {
        /** One of those that were asked for. */
        FolderImage folder(Place place) {
            return Objects.requireNonNull(folders.get(place), "the folder was not asked for");
        }
    }

    /** The folders of an environment, and the revision of the project in the same snapshot. */
    record Listed(long revision, EnvironmentImage environment) {}

    ImageStore(Pool pool) {
        this.pool = pool;
    }

    /** Whole folders; empty when the project is gone. */
    Uni<Optional<Loaded>> load(UUID projectId, Collection<Place> places) {
        List<Place> all = List.copyOf(places);
        return all.size() == 1
                ? one(pool, LOAD_WHOLE_ONE, all.getFirst(), at(projectId, all.getFirst()))
                : pool.preparedQuery(LOAD_WHOLE).execute(at(projectId, all)).map(found -> loaded(all, found));
    }

    /** One folder with no other secret than that of the key; empty when the project is gone. */
    Uni<Optional<Loaded>> load(UUID projectId, Place place, String key) {
        return one(pool, LOAD_KEY, place, at(projectId, place).addString(key));
    }

    /** One folder with no other secrets than those of the given keys; empty when the project is gone. */
    Uni<Optional<Loaded>> load(RecordedTransaction tx, UUID projectId, Place place, Collection<String> keys) {
        Tuple where = at(projectId, place);
        return keys.size() == 1
                ? one(tx.sql(), LOAD_KEY, place, where.addString(keys.iterator().next()))
                : one(tx.sql(), LOAD_KEYS, place, where.addArrayOfString(keys.toArray(String[]::new)));
    }

    private static Uni<Optional<Loaded>> one(SqlClient client, String statement, Place place, Tuple parameters) {
        return client.preparedQuery(statement).execute(parameters).map(found -> loaded(List.of(place), found));
    }

    private static Tuple at(UUID projectId, Place place) {
        return Tuple.of(projectId, place.environment(), place.path());
    }

    private static Tuple at(UUID projectId, List<Place> places) {
        return Tuple.of(
                projectId,
                places.stream().map(Place::environment).toArray(String[]::new),
                places.stream().map(Place::path).toArray(String[]::new));
    }

    Uni<Optional<Listed>> list(UUID projectId, String environment) {
        return pool.preparedQuery(LIST_FOLDERS)
                .execute(Tuple.of(projectId, environment))
                .map(ImageStore::listed);
    }

    Uni<Optional<Whereabouts>> locate(UUID orgId, UUID secretId) {
        return pool.preparedQuery(LOCATE)
                .execute(Tuple.of(secretId, orgId))
                .map(rows -> stream(rows).map(ImageStore::whereabouts).findFirst());
    }

    Uni<Optional<StoredVersion>> version(UUID secretId, int version) {
        return versions(Tuple.of(secretId, version, 0L, 1L))
                .map(found -> found.stream().findFirst());
    }

    /** Newest first. */
    Uni<List<StoredVersion>> versions(UUID secretId, long offset, long limit) {
        return versions(Tuple.of(secretId, null, offset, limit));
    }

    private Uni<List<StoredVersion>> versions(Tuple parameters) {
        return pool.preparedQuery(LIST_VERSIONS)
                .execute(parameters)
                .map(rows -> stream(rows)
                        .map(row -> new StoredVersion(secret(row), row.getOffsetDateTime("redacted_at") != null))
                        .toList());
    }

    private static Optional<Loaded> loaded(List<Place> places, RowSet<Row> rows) {
        Map<Long, List<Row>> byPlace = stream(rows).collect(Collectors.groupingBy(row -> row.getLong("number")));
        if (byPlace.isEmpty()) {
            return Optional.empty();
        }
        List<FolderImage> images = new ArrayList<>();
        for (int number = 0; number < places.size(); number++) {
            images.add(image(places.get(number), byPlace.getOrDefault(number + 1L, List.of())));
        }
        return Optional.of(new Loaded(
                head(byPlace.getOrDefault(1L, List.of())).getLong("revision"),
                images.stream().collect(Collectors.toMap(FolderImage::place, Function.identity()))));
    }

    private static FolderImage image(Place place, List<Row> rows) {
        Row head = head(rows);
        @Nullable UUID folderId = head.getUUID("folder_id");
        if (folderId == null) {
            return head.getUUID("env_id") == null
                    ? new FolderImage.NoEnvironment(place)
                    : new FolderImage.NoFolder(place);
        }
        return new FolderImage.Folder(
                place, folderId, sealed(head, "keyset"), secrets(rows), personal(rows), imports(rows));
    }

    private static Row head(List<Row> rows) {
        return rows.stream()
                .filter(row -> row.getLong("revision") != null)
                .findFirst()
                .orElseThrow();
    }

    private static SortedMap<String, StoredSecret> secrets(List<Row> rows) {
        SortedMap<String, StoredSecret> secrets = new TreeMap<>();
        rows.stream()
                .filter(row -> row.getString("key") != null && row.getUUID("owner") == null)
                .map(ImageStore::secret)
                .forEach(secret -> secrets.put(secret.key(), secret));
        return secrets;
    }

    private static Map<String, Map<UUID, StoredSecret>> personal(List<Row> rows) {
        return rows.stream()
                .filter(row -> row.getUUID("owner") != null)
                .collect(Collectors.groupingBy(
                        row -> row.getString("key"),
                        Collectors.toMap(row -> row.getUUID("owner"), ImageStore::secret)));
    }

    private static List<StoredImport> imports(List<Row> rows) {
        return rows.stream()
                .filter(row -> row.getString("import_path") != null)
                .map(row -> new StoredImport(
                        row.getUUID("id"),
                        new Place(row.getString("import_environment"), row.getString("import_path")),
                        row.getInteger("position"),
                        row.getBoolean("lends_read_access")))
                .sorted((one, other) -> Integer.compare(one.position(), other.position()))
                .toList();
    }

    static StoredSecret secret(Row row) {
        return new StoredSecret(
                row.getUUID("id"),
                row.getString("key"),
                row.getInteger("version"),
                sealed(row, "value"),
                sealed(row, "detail"),
                row.getBoolean("skip_multiline_encoding"),
                new Reminder(row.getInteger("reminder_days"), row.getString("reminder_note")),
                tags(row.getJsonArray("tags")),
                row.getUUID("owner"),
                row.getUUID("rotation_id"),
                new Author(row.getString("actor_type"), row.getUUID("actor_id"), row.getString("actor_name")),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static List<StoredTag> tags(@Nullable JsonArray rows) {
        return rows == null
                ? List.of()
                : rows.stream().map(JsonArray.class::cast).map(ImageStore::tag).toList();
    }

    private static StoredTag tag(JsonArray row) {
        return new StoredTag(UUID.fromString(row.getString(0)), row.getString(1), row.getString(2));
    }

    private static Optional<Listed> listed(RowSet<Row> rows) {
        return stream(rows)
                .findFirst()
                .map(first -> new Listed(
                        first.getLong("revision"),
                        new EnvironmentImage(
                                first.getUUID("env_id") != null,
                                stream(rows)
                                        .map(row -> row.getString("path"))
                                        .filter(Objects::nonNull)
                                        .toList())));
    }

    private static Whereabouts whereabouts(Row row) {
        return new Whereabouts(
                row.getUUID("project_id"),
                new Place(row.getString("slug"), row.getString("path")),
                row.getString("key"));
    }

    static Sealed sealed(Row row, String column) {
        return Sealed.of(row.getBuffer(column).getBytes());
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
