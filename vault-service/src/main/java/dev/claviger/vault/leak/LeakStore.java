package dev.claviger.vault.leak;

import dev.claviger.vault.keyring.Fingerprint;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Finds versions by fingerprint. */
@ApplicationScoped
class LeakStore {
    /** A secret that is gone was last where its history ends. A current version without a fingerprint is not known to differ. */
    private static final String FIND = """
            SELECT h.*, p.name AS project_name, coalesce(s.key, h.own_key) AS key,
                   coalesce(e.slug, last_e.slug) AS environment, coalesce(f.path, last_f.path) AS path,
                   s.id IS NULL AS deleted, d.created_at AS deleted_at,
                   s.id IS NOT NULL AND (h.owner IS NOT NULL OR s.version = h.version) AS current,
                   coalesce(h.owner IS NULL AND c.fingerprint <> h.fingerprint, false) AS rotated,
                   (SELECT min(n.created_at)
                    FROM secret_version n
                    WHERE n.secret_id = c.secret_id AND n.version > h.version AND n.fingerprint <> h.fingerprint) AS rotated_at
            FROM (
                SELECT v.secret_id AS id, v.secret_id AS shared_id, v.version, v.key AS own_key, v.fingerprint, v.project_id,
                       v.created_at, NULL::uuid AS owner
                FROM secret_version v
                WHERE v.fingerprint = ANY ($1::bytea[])
                UNION ALL
                SELECT o.id, o.secret_id, o.version, '', o.fingerprint, s.project_id, o.updated_at, o.user_id
                FROM personal_secret o
                JOIN secret s ON s.id = o.secret_id
                WHERE o.fingerprint = ANY ($1::bytea[])
            ) h
            JOIN project p ON p.id = h.project_id AND p.org_id = $2
            LEFT JOIN secret s ON s.id = h.shared_id
            LEFT JOIN folder f ON f.id = s.folder_id
            LEFT JOIN environment e ON e.id = f.env_id
            LEFT JOIN secret_version c ON c.secret_id = s.id AND c.version = s.version AND h.owner IS NULL
            LEFT JOIN LATERAL (SELECT y.env_id, y.folder_id, y.until
                               FROM secret_history y
                               WHERE y.secret_id = h.shared_id AND s.id IS NULL
                               ORDER BY y.since DESC
                               LIMIT 1) last ON true
            LEFT JOIN environment last_e ON last_e.id = last.env_id
            LEFT JOIN folder last_f ON last_f.id = last.folder_id
            LEFT JOIN project_commit d ON d.project_id = h.project_id AND d.number = last.until
            ORDER BY current DESC, h.created_at DESC, h.id
            LIMIT $3
            """;

    private static final String COMPLETE = """
            SELECT NOT EXISTS (SELECT
                               FROM secret_version v
                               JOIN project p ON p.id = v.project_id
                               WHERE v.fingerprint IS NULL AND p.org_id = $1)
               AND NOT EXISTS (SELECT
                               FROM personal_secret o
                               JOIN secret s ON s.id = o.secret_id
                               JOIN project p ON p.id = s.project_id
                               WHERE o.fingerprint IS NULL AND p.org_id = $1)
            """;

    private final Pool pool;

    LeakStore(Pool pool) {
        this.pool = pool;
    }

    /** Versions in projects of the organisation that have one of the fingerprints, the current ones first, then the newest. */
    Uni<List<Match>> find(UUID orgId, Map<Fingerprint, Variant> wanted, int limit) {
        Buffer[] fingerprints = wanted.keySet().stream()
                .map(each -> Buffer.buffer(each.bytes()))
                .toArray(Buffer[]::new);
        return pool.preparedQuery(FIND)
                .execute(Tuple.tuple().addValue(fingerprints).addUUID(orgId).addInteger(limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> match(row, wanted))
                        .toList());
    }

    /** Whether all values of the organisation have got their fingerprint. */
    Uni<Boolean> isComplete(UUID orgId) {
        return pool.preparedQuery(COMPLETE)
                .execute(Tuple.of(orgId))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private static Match match(Row row, Map<Fingerprint, Variant> wanted) {
        Fingerprint found = Fingerprint.of(row.getBuffer("fingerprint").getBytes());
        boolean rotated = row.getBoolean("rotated");
        @Nullable UUID owner = row.getUUID("owner");
        return new Match(
                row.getUUID("project_id"),
                row.getString("project_name"),
                row.getString("environment"),
                row.getString("path"),
                row.getString("key"),
                row.getUUID("id"),
                row.getInteger("version"),
                owner == null ? "shared" : "personal",
                owner,
                row.getOffsetDateTime("created_at").toInstant(),
                row.getBoolean("current"),
                rotated,
                rotated ? instant(row.getOffsetDateTime("rotated_at")) : null,
                row.getBoolean("deleted"),
                instant(row.getOffsetDateTime("deleted_at")),
                wanted.getOrDefault(found, Variant.EXACT));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }
}
