package dev.claviger.vault.history;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.reference.Place;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What folders held at any moment. A moment that has passed never changes, so no two answers about it differ. */
@ApplicationScoped
class LevelStore {
    private static final String TREE = """
            WITH RECURSIVE tree AS (
                SELECT h.folder_id
                FROM folder_history h
                WHERE h.project_id = $1 AND h.folder_id = ANY ($3::uuid[])
                  AND h.since <= $2 AND (h.until IS NULL OR h.until > $2)
                UNION
                SELECT h.folder_id
                FROM tree
                JOIN folder_history h ON h.parent_id = tree.folder_id
                WHERE $4 AND h.since <= $2 AND (h.until IS NULL OR h.until > $2)
            )
            """;

    private static final String FOLDERS = TREE + """
            SELECT tree.folder_id AS parent_id, h.folder_id, h.name, h.description, h.version
            FROM tree
            LEFT JOIN folder_history h ON h.parent_id = tree.folder_id
                AND h.since <= $2 AND (h.until IS NULL OR h.until > $2)
            LIMIT $5
            """;

    private static final String SECRETS = TREE + """
            SELECT h.folder_id, h.secret_id, h.key, h.version
            FROM tree
            JOIN secret_history h ON h.folder_id = tree.folder_id
                AND h.since <= $2 AND (h.until IS NULL OR h.until > $2)
            LIMIT $5
            """;

    private static final String IMPORTS = TREE + """
            SELECT h.folder_id, h.import_id, h.import_env_id, h.import_path, h.position, h.lends_read_access
            FROM tree
            JOIN import_history h ON h.folder_id = tree.folder_id
                AND h.since <= $2 AND (h.until IS NULL OR h.until > $2)
            LIMIT $5
            """;

    private static final String PATH = """
            WITH RECURSIVE way AS (
                SELECT h.folder_id, h.parent_id, h.name, h.env_id, 0 AS distance
                FROM folder_history h
                WHERE h.project_id = $1 AND h.folder_id = $3
                  AND h.since <= $2 AND (h.until IS NULL OR h.until > $2)
                UNION ALL
                SELECT h.folder_id, h.parent_id, h.name, h.env_id, way.distance + 1
                FROM way
                JOIN folder_history h ON h.folder_id = way.parent_id
                WHERE h.since <= $2 AND (h.until IS NULL OR h.until > $2)
            )
            SELECT '/' || coalesce(string_agg(name, '/' ORDER BY distance DESC) FILTER (WHERE parent_id IS NOT NULL), '') AS path,
                   (SELECT e.slug FROM environment e WHERE e.id = (array_agg(way.env_id))[1]) AS environment
            FROM way
            HAVING count(*) > 0
            """;

    private static final String ENVIRONMENTS = "SELECT id, slug FROM environment WHERE project_id = $1";

    private final Pool pool;
    private final HistoryConfig config;

    /** Where a folder was; the environment by the slug it has today. */
    record Spot(String environment, SecretPath path) {
        Place place() {
            return new Place(environment, path.text());
        }
    }

    LevelStore(Pool pool, HistoryConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** Of these folders and, when deep, of all below; none for folders that did not exist. Fails with {@link TooMuchHistory}. */
    Uni<Map<UUID, Level>> levels(Moment moment, Collection<UUID> folderIds, boolean deep) {
        return levels(pool, moment, folderIds, deep);
    }

    Uni<Map<UUID, Level>> levels(RecordedTransaction tx, Moment moment, Collection<UUID> folderIds, boolean deep) {
        return levels(tx.sql(), moment, folderIds, deep);
    }

    /** Empty when the folder did not exist. */
    Uni<Optional<Spot>> spot(Moment moment, UUID folderId) {
        return spot(pool, moment, folderId);
    }

    Uni<Optional<Spot>> spot(RecordedTransaction tx, Moment moment, UUID folderId) {
        return spot(tx.sql(), moment, folderId);
    }

    /** The slugs of the environments there are, by id. */
    Uni<Map<UUID, String>> environments(RecordedTransaction tx, UUID projectId) {
        return tx.sql()
                .preparedQuery(ENVIRONMENTS)
                .execute(Tuple.of(projectId))
                .map(rows ->
                        stream(rows).collect(Collectors.toMap(row -> row.getUUID("id"), row -> row.getString("slug"))));
    }

    private static Uni<Optional<Spot>> spot(SqlClient sql, Moment moment, UUID folderId) {
        return sql.preparedQuery(PATH)
                .execute(Tuple.of(moment.projectId(), moment.number(), folderId))
                .map(rows -> stream(rows)
                        .map(row -> new Spot(row.getString("environment"), SecretPath.canonical(row.getString("path"))))
                        .findFirst());
    }

    private Uni<Map<UUID, Level>> levels(SqlClient sql, Moment moment, Collection<UUID> folderIds, boolean deep) {
        Tuple parameters = Tuple.tuple()
                .addUUID(moment.projectId())
                .addLong(moment.number())
                .addArrayOfUUID(folderIds.toArray(UUID[]::new))
                .addBoolean(deep)
                .addLong(config.maxCompared() + 1L);
        return rows(sql, FOLDERS, parameters)
                .chain(folders -> rows(sql, SECRETS, parameters)
                        .chain(secrets ->
                                rows(sql, IMPORTS, parameters).map(imports -> levels(folders, secrets, imports))));
    }

    private Uni<List<Row>> rows(SqlClient sql, String statement, Tuple parameters) {
        return sql.preparedQuery(statement)
                .execute(parameters)
                .map(rows -> stream(rows).toList())
                .invoke(rows -> {
                    if (rows.size() > config.maxCompared()) {
                        throw new TooMuchHistory(config.maxCompared());
                    }
                });
    }

    private static Map<UUID, Level> levels(List<Row> folders, List<Row> secrets, List<Row> imports) {
        Map<UUID, List<Row>> subfolders = by("parent_id", folders);
        Map<UUID, List<Row>> secretsOf = by("folder_id", secrets);
        Map<UUID, List<Row>> importsOf = by("folder_id", imports);
        Map<UUID, Level> levels = new HashMap<>();
        subfolders.forEach((id, below) -> levels.put(
                id,
                new Level(
                        secretsOf.getOrDefault(id, List.of()).stream()
                                .map(LevelStore::secret)
                                .collect(Collectors.toMap(Level.SecretAt::id, Function.identity())),
                        importsOf.getOrDefault(id, List.of()).stream()
                                .map(LevelStore::imported)
                                .collect(Collectors.toMap(Level.ImportAt::id, Function.identity())),
                        below.stream()
                                .filter(row -> row.getUUID("folder_id") != null)
                                .map(LevelStore::folder)
                                .collect(Collectors.toMap(Level.FolderAt::id, Function.identity())))));
        return levels;
    }

    private static Map<UUID, List<Row>> by(String column, List<Row> rows) {
        Map<UUID, List<Row>> grouped = new HashMap<>();
        rows.forEach(row -> grouped.computeIfAbsent(row.getUUID(column), id -> new ArrayList<>())
                .add(row));
        return grouped;
    }

    private static Level.SecretAt secret(Row row) {
        return new Level.SecretAt(row.getUUID("secret_id"), row.getString("key"), row.getInteger("version"));
    }

    private static Level.ImportAt imported(Row row) {
        return new Level.ImportAt(
                row.getUUID("import_id"),
                row.getUUID("import_env_id"),
                row.getString("import_path"),
                row.getInteger("position"),
                row.getBoolean("lends_read_access"));
    }

    private static Level.FolderAt folder(Row row) {
        return new Level.FolderAt(
                row.getUUID("folder_id"),
                row.getString("name"),
                row.getString("description"),
                row.getInteger("version"));
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
