package dev.claviger.vault.leak;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.keyjob.JobConfig;
import dev.claviger.vault.keyjob.Progress.Cursor;
import dev.claviger.vault.keyring.Fingerprint;
import dev.claviger.vault.keyring.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Stored values whose fingerprint is missing. */
@ApplicationScoped
class UnfilledStore {
    private static final String COUNT = """
            SELECT (SELECT count(*) FROM secret_version WHERE fingerprint IS NULL)
                 + (SELECT count(*) FROM personal_secret WHERE fingerprint IS NULL)
            """;

    private static final String ANY = """
            SELECT EXISTS (SELECT FROM secret_version WHERE fingerprint IS NULL)
                OR EXISTS (SELECT FROM personal_secret WHERE fingerprint IS NULL)
            """;

    private final Pool pool;
    private final JobConfig config;

    /** A value as it is stored, with the keys of the same moment. */
    record Unfilled(Cursor at, UUID orgId, UUID projectId, Sealed value, Sealed keyset) {}

    /** A fingerprint to put down. */
    record Filled(Cursor at, Fingerprint fingerprint) {}

    UnfilledStore(Pool pool, JobConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** Whether there is any, in whichever organisation. */
    Uni<Boolean> any() {
        return pool.query(ANY).execute().map(rows -> rows.iterator().next().getBoolean(0));
    }

    Uni<Long> count(RecordedTransaction tx) {
        return tx.sql()
                .query(COUNT)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** The next places in the order of ids, limited in rows and bytes. */
    Uni<List<Cursor>> list(RecordedTransaction tx, Kept kept, Cursor after) {
        return tx.sql()
                .preparedQuery(kept.list())
                .execute(Tuple.of(after.id(), after.version(), config.batchRows(), config.batchBytes()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(UnfilledStore::cursor)
                        .toList());
    }

    /** Those that are still missing, locked until the transaction ends; rows that somebody else is at are left out. */
    Uni<List<Unfilled>> lock(RecordedTransaction tx, Kept kept, List<Cursor> places) {
        return tx.sql()
                .preparedQuery(kept.lock())
                .execute(Tuple.of(ids(places), versions(places)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Unfilled(
                                cursor(row),
                                row.getUUID("org_id"),
                                row.getUUID("project_id"),
                                sealed(row, "value"),
                                sealed(row, "keyset")))
                        .toList());
    }

    Uni<Void> fill(RecordedTransaction tx, Kept kept, List<Filled> filled) {
        List<Cursor> places = filled.stream().map(Filled::at).toList();
        Buffer[] fingerprints = filled.stream()
                .map(each -> Buffer.buffer(each.fingerprint().bytes()))
                .toArray(Buffer[]::new);
        return tx.sql()
                .preparedQuery(kept.fill())
                .execute(Tuple.of(ids(places), versions(places), fingerprints))
                .replaceWithVoid();
    }

    /** Where values are kept. */
    enum Kept {
        VERSIONS("secret_version", "secret_id", "o.project_id"),
        PERSONAL("personal_secret", "id", "(SELECT s.project_id FROM secret s WHERE s.id = o.secret_id)");

        private final String table;
        private final String id;
        private final String project;

        Kept(String table, String id, String project) {
            this.table = table;
            this.id = id;
            this.project = project;
        }

        private String list() {
            return """
                    SELECT id, version
                    FROM (
                        SELECT v.id, v.version, v.bytes, sum(v.bytes) OVER (ORDER BY v.id, v.version) AS upto
                        FROM (
                            SELECT o.%1$s AS id, o.version, octet_length(o.value) AS bytes
                            FROM %2$s o
                            WHERE o.fingerprint IS NULL AND (o.%1$s, o.version) > ($1, $2)
                            ORDER BY o.%1$s, o.version
                            LIMIT $3
                        ) v
                    ) bite
                    WHERE upto - bytes < $4
                    ORDER BY id, version
                    """.formatted(id, table);
        }

        private String lock() {
            return """
                    SELECT o.%1$s AS id, o.version, o.value, p.id AS project_id, p.org_id, p.keyset
                    FROM unnest($1::uuid[], $2::integer[]) AS w (id, version)
                    JOIN %2$s o ON o.%1$s = w.id AND o.version = w.version
                    JOIN project p ON p.id = %3$s
                    WHERE o.fingerprint IS NULL
                    FOR UPDATE OF o SKIP LOCKED
                    """.formatted(id, table, project);
        }

        private String fill() {
            return """
                    UPDATE %2$s o
                    SET fingerprint = w.fingerprint
                    FROM unnest($1::uuid[], $2::integer[], $3::bytea[]) AS w (id, version, fingerprint)
                    WHERE o.%1$s = w.id AND o.version = w.version
                    """.formatted(id, table);
        }
    }

    private static UUID[] ids(List<Cursor> places) {
        return places.stream().map(Cursor::id).toArray(UUID[]::new);
    }

    private static Integer[] versions(List<Cursor> places) {
        return places.stream().map(Cursor::version).toArray(Integer[]::new);
    }

    private static Cursor cursor(Row row) {
        return new Cursor(row.getUUID("id"), row.getInteger("version"));
    }

    private static Sealed sealed(Row row, String column) {
        return Sealed.of(row.getBuffer(column).getBytes());
    }
}
