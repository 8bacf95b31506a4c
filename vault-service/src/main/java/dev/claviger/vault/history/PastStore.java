package dev.claviger.vault.history;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.image.Author;
import dev.claviger.vault.image.Reminder;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.image.StoredTag;
import dev.claviger.vault.image.Whereabouts;
import dev.claviger.vault.keyring.Sealed;
import dev.claviger.vault.reference.Place;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
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
import org.jspecify.annotations.Nullable;

/** Versions of secrets in PostgreSQL, those of deleted secrets included. */
@ApplicationScoped
class PastStore {
    private static final String COLUMNS = """
            SELECT v.id AS version_id, v.secret_id, v.version, v.key, v.value, v.detail, v.skip_multiline_encoding,
                   v.reminder_days, v.reminder_note, v.actor_type, v.actor_id, v.actor_name, v.created_at, v.redacted_at,
                   (SELECT jsonb_agg(jsonb_build_array(t.id, t.slug, t.color) ORDER BY t.slug)
                    FROM tag t
                    WHERE t.id = ANY (v.tags)) AS tags,
                   v.project_id, s.rotation_id, s.key AS live_key, s.version AS live_version, f.path AS live_path, e.slug AS live_environment,
                   (SELECT jsonb_agg(jsonb_build_array(t.id, t.slug, t.color) ORDER BY t.slug)
                    FROM secret_tag m JOIN tag t ON t.id = m.tag_id
                    WHERE m.secret_id = s.id) AS live_tags
            FROM secret_version v
            LEFT JOIN secret s ON s.id = v.secret_id
            LEFT JOIN folder f ON f.id = s.folder_id
            LEFT JOIN environment e ON e.id = f.env_id
            """;

    private static final String THOSE = COLUMNS + """
            JOIN unnest($2::uuid[], $3::integer[]) AS w (secret_id, version)
              ON w.secret_id = v.secret_id AND w.version = v.version
            WHERE v.project_id = $1
            """;

    private static final String BY_ID = COLUMNS + """
            JOIN project p ON p.id = v.project_id
            WHERE v.id = $1 AND p.org_id = $2
            """;

    private static final String LAST = """
            SELECT v.secret_id, max(v.version) AS version, EXISTS (SELECT FROM secret s WHERE s.id = v.secret_id) AS live
            FROM secret_version v
            WHERE v.secret_id = ANY ($1::uuid[])
            GROUP BY v.secret_id
            """;

    private static final String REDACT = """
            UPDATE secret_version
            SET value = $2, redacted_at = $3, redacted_by = $4, fingerprint = ''
            WHERE id = $1
            """;

    private final Pool pool;

    /** The newest version of a secret, and whether the secret is there. */
    record Last(int version, boolean live) {}

    /** A version found by its id alone. */
    record Located(UUID projectId, Past past, boolean isCurrent) {}

    PastStore(Pool pool) {
        this.pool = pool;
    }

    /** Those of the versions that are still kept. */
    Uni<Map<Level.Version, Past>> those(UUID projectId, Collection<Level.Version> wanted) {
        return those(pool, projectId, wanted);
    }

    Uni<Map<Level.Version, Past>> those(RecordedTransaction tx, UUID projectId, Collection<Level.Version> wanted) {
        return those(tx.sql(), projectId, wanted);
    }

    /** In whichever project of the organisation it is. */
    Uni<Optional<Located>> find(UUID orgId, UUID versionId) {
        return find(pool, orgId, versionId);
    }

    Uni<Optional<Located>> find(RecordedTransaction tx, UUID orgId, UUID versionId) {
        return find(tx.sql(), orgId, versionId);
    }

    /** By id of the secret; none for those of which nothing is kept. */
    Uni<Map<UUID, Last>> last(RecordedTransaction tx, Collection<UUID> secretIds) {
        return tx.sql()
                .preparedQuery(LAST)
                .execute(Tuple.tuple().addArrayOfUUID(secretIds.toArray(UUID[]::new)))
                .map(rows -> {
                    Map<UUID, Last> found = new HashMap<>();
                    rows.forEach(row -> found.put(
                            row.getUUID("secret_id"), new Last(row.getInteger("version"), row.getBoolean("live"))));
                    return found;
                });
    }

    /** @param empty what stands in place of the value */
    Uni<Void> redact(RecordedTransaction tx, UUID versionId, Sealed empty, String by, Instant now) {
        return tx.sql()
                .preparedQuery(REDACT)
                .execute(Tuple.of(versionId, Buffer.buffer(empty.bytes()), now.atOffset(ZoneOffset.UTC), by))
                .replaceWithVoid();
    }

    private static Uni<Map<Level.Version, Past>> those(
            SqlClient sql, UUID projectId, Collection<Level.Version> wanted) {
        Tuple parameters = Tuple.tuple()
                .addUUID(projectId)
                .addArrayOfUUID(wanted.stream().map(Level.Version::secretId).toArray(UUID[]::new))
                .addArrayOfInteger(wanted.stream().map(Level.Version::number).toArray(Integer[]::new));
        return sql.preparedQuery(THOSE)
                .execute(parameters)
                .map(rows -> stream(rows)
                        .map(PastStore::past)
                        .collect(Collectors.toMap(
                                past -> new Level.Version(
                                        past.secret().id(), past.secret().version()),
                                Function.identity(),
                                (one, same) -> one)));
    }

    private static Uni<Optional<Located>> find(SqlClient sql, UUID orgId, UUID versionId) {
        return sql.preparedQuery(BY_ID)
                .execute(Tuple.of(versionId, orgId))
                .map(rows -> stream(rows)
                        .map(row -> new Located(
                                row.getUUID("project_id"),
                                past(row),
                                row.getInteger("version").equals(row.getInteger("live_version"))))
                        .findFirst());
    }

    private static Past past(Row row) {
        Instant written = row.getOffsetDateTime("created_at").toInstant();
        StoredSecret secret = new StoredSecret(
                row.getUUID("secret_id"),
                row.getString("key"),
                row.getInteger("version"),
                Sealed.of(row.getBuffer("value").getBytes()),
                Sealed.of(row.getBuffer("detail").getBytes()),
                row.getBoolean("skip_multiline_encoding"),
                new Reminder(row.getInteger("reminder_days"), row.getString("reminder_note")),
                tags(row.getJsonArray("tags")),
                null,
                row.getUUID("rotation_id"),
                new Author(row.getString("actor_type"), row.getUUID("actor_id"), row.getString("actor_name")),
                written,
                written);
        return new Past(
                row.getUUID("version_id"),
                secret,
                row.getOffsetDateTime("redacted_at") != null,
                live(row),
                tags(row.getJsonArray("live_tags")));
    }

    private static @Nullable Whereabouts live(Row row) {
        @Nullable String key = row.getString("live_key");
        return key == null
                ? null
                : new Whereabouts(
                        row.getUUID("project_id"),
                        new Place(row.getString("live_environment"), row.getString("live_path")),
                        key);
    }

    private static List<StoredTag> tags(@Nullable JsonArray rows) {
        return rows == null
                ? List.of()
                : rows.stream().map(JsonArray.class::cast).map(PastStore::tag).toList();
    }

    private static StoredTag tag(JsonArray row) {
        return new StoredTag(UUID.fromString(row.getString(0)), row.getString(1), row.getString(2));
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
