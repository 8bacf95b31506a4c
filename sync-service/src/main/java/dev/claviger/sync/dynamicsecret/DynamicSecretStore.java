package dev.claviger.sync.dynamicsecret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.sync.vault.Source;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Definitions in PostgreSQL. Times are those of the database. Those that are hidden are found by their id only. */
@ApplicationScoped
public class DynamicSecretStore {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String COLUMNS = """
            d.id, d.org_id, d.project_id, d.environment_slug, d.folder_id, d.secret_path, d.name, d.inputs_id, d.default_ttl, d.max_ttl,
            d.username_template, d.metadata, d.version, d.doomed_at IS NOT NULL AS is_doomed, d.is_forced, d.is_hidden, d.created_at, d.updated_at,
            (SELECT l.problem FROM dynamic_secret_lease l
                WHERE l.dynamic_secret_id = d.id AND l.failed_at IS NOT NULL ORDER BY l.failed_at LIMIT 1) AS problem
            """;

    private static final String SELECT = "SELECT " + COLUMNS + " FROM dynamic_secret d ";
    private static final String HERE =
            "WHERE d.org_id = $1 AND d.project_id = $2 AND d.environment_slug = $3 AND d.secret_path = $4 AND NOT"
                    + " d.is_hidden ";
    private static final String LIST = SELECT + HERE + "ORDER BY d.name";
    private static final String FIND = SELECT + HERE + "AND d.name = $5 ORDER BY d.created_at DESC LIMIT 1";
    private static final String FIND_ANY = SELECT + "WHERE d.id = $1";

    private static final String INSERT_INPUTS = "INSERT INTO dynamic_secret_inputs (id, sealed) VALUES ($1, $2)";
    private static final String UPDATE_INPUTS = "UPDATE dynamic_secret_inputs SET sealed = $2 WHERE id = $1";
    private static final String INPUTS = "SELECT sealed FROM dynamic_secret_inputs WHERE id = $1";

    private static final String INSERT = """
            INSERT INTO dynamic_secret (id, org_id, project_id, environment_id, environment_slug, folder_id, folder_ids, secret_path, name,
                inputs_id, default_ttl, max_ttl, username_template, metadata)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """;

    /** The version is the one that was read: of two changes at once, the later does not undo the earlier unseen. */
    private static final String UPDATE = """
            UPDATE dynamic_secret
            SET name = $3, inputs_id = $4, default_ttl = $5, max_ttl = $6, username_template = $7, metadata = $8,
                version = version + 1, updated_at = now()
            WHERE id = $1 AND version = $2 AND doomed_at IS NULL
            """;

    private final Pool pool;

    DynamicSecretStore(Pool pool) {
        this.pool = pool;
    }

    Uni<List<DynamicSecret>> list(UUID orgId, Spot spot) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(orgId, spot.projectId(), spot.environment(), spot.path()))
                .map(DynamicSecretStore::all);
    }

    Uni<Optional<DynamicSecret>> find(UUID orgId, Spot spot, String name) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(orgId, spot.projectId(), spot.environment(), spot.path(), name))
                .map(rows -> all(rows).stream().findFirst());
    }

    /** Whatever became of it. */
    public Uni<Optional<DynamicSecret>> find(UUID id) {
        return pool.preparedQuery(FIND_ANY)
                .execute(Tuple.of(id))
                .map(rows -> all(rows).stream().findFirst());
    }

    /** Sealed. */
    Uni<Buffer> inputs(UUID id) {
        return pool.preparedQuery(INPUTS)
                .execute(Tuple.of(id))
                .map(rows -> rows.iterator().next().getBuffer("sealed").getDelegate());
    }

    /** Fails with {@link NameTaken}. */
    Uni<Void> insert(RecordedTransaction tx, DynamicSecret made, Source source, List<UUID> folderIds, Buffer inputs) {
        Tuple values = Tuple.tuple()
                .addUUID(made.id())
                .addUUID(made.orgId())
                .addUUID(made.projectId())
                .addUUID(source.environmentId())
                .addString(made.environment())
                .addUUID(made.folderId())
                .addArrayOfUUID(folderIds.toArray(UUID[]::new))
                .addString(made.path())
                .addString(made.name())
                .addUUID(made.inputsId())
                .addString(made.defaultTtl().text())
                .addString(maxTtl(made))
                .addString(made.usernameTemplate())
                .addValue(json(made.metadata()));
        return tx.sql()
                .preparedQuery(INSERT_INPUTS)
                .execute(Tuple.of(made.inputsId(), inputs))
                .chain(() -> taken(tx.sql().preparedQuery(INSERT).execute(values)))
                .replaceWithVoid();
    }

    /**
     * Leases that were given at another server keep the inputs of that one. False when somebody else has changed it meanwhile. Fails with
     * {@link NameTaken}.
     */
    Uni<Boolean> update(RecordedTransaction tx, DynamicSecret changed, Buffer inputs, boolean isElsewhere) {
        Tuple values = Tuple.tuple()
                .addUUID(changed.id())
                .addInteger(changed.version())
                .addString(changed.name())
                .addUUID(changed.inputsId())
                .addString(changed.defaultTtl().text())
                .addString(maxTtl(changed))
                .addString(changed.usernameTemplate())
                .addValue(json(changed.metadata()));
        return tx.sql()
                .preparedQuery(isElsewhere ? INSERT_INPUTS : UPDATE_INPUTS)
                .execute(Tuple.of(changed.inputsId(), inputs))
                .chain(() -> taken(tx.sql().preparedQuery(UPDATE).execute(values)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static @Nullable String maxTtl(DynamicSecret secret) {
        return secret.maxTtl() == null ? null : secret.maxTtl().text();
    }

    private static Uni<RowSet<Row>> taken(Uni<RowSet<Row>> executed) {
        return executed.onFailure(refused ->
                        refused instanceof PgException violation && UNIQUE_VIOLATION.equals(violation.getSqlState()))
                .transform(refused -> new NameTaken());
    }

    private static JsonArray json(List<Metadatum> metadata) {
        try {
            return new JsonArray(JSON.writeValueAsString(metadata));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static List<Metadatum> metadata(JsonArray stored) {
        try {
            return List.of(JSON.readValue(stored.encode(), Metadatum[].class));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("stored metadata is not what we store");
        }
    }

    private static List<DynamicSecret> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(DynamicSecretStore::secret)
                .toList();
    }

    private static DynamicSecret secret(Row row) {
        @Nullable String maxTtl = row.getString("max_ttl");
        return new DynamicSecret(
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getUUID("project_id"),
                row.getString("environment_slug"),
                row.getUUID("folder_id"),
                row.getString("secret_path"),
                row.getString("name"),
                row.getUUID("inputs_id"),
                Ttl.stored(row.getString("default_ttl")),
                maxTtl == null ? null : Ttl.stored(maxTtl),
                row.getString("username_template"),
                metadata(row.getJsonArray("metadata")),
                row.getInteger("version"),
                row.getBoolean("is_doomed"),
                row.getBoolean("is_forced"),
                row.getBoolean("is_hidden"),
                row.getString("problem"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
