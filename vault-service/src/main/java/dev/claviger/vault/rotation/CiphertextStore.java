package dev.claviger.vault.rotation;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.keyjob.JobConfig;
import dev.claviger.vault.keyjob.Progress.Cursor;
import dev.claviger.vault.keyring.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Every ciphertext of a project, those of deleted secrets included, in the order of ids. A project is walked through in bites that are limited in rows and bytes; a prefix
 * leaves out what begins with it.
 */
@ApplicationScoped
class CiphertextStore {
    private static final Map<Shelf, String> LIST =
            Map.of(Shelf.VERSIONS, """
            SELECT id, version
            FROM (
                SELECT v.secret_id AS id, v.version, octet_length(v.value) + octet_length(v.detail) AS bytes,
                       sum(octet_length(v.value) + octet_length(v.detail)) OVER (ORDER BY v.secret_id, v.version) AS upto
                FROM (
                    SELECT w.secret_id, w.version, w.value, w.detail
                    FROM secret_version w
                    WHERE w.project_id = $1 AND (w.secret_id, w.version) > ($2, $3)
                      AND ($4::bytea IS NULL OR substring(w.value FROM 1 FOR 5) <> $4 OR substring(w.detail FROM 1 FOR 5) <> $4)
                    ORDER BY w.secret_id, w.version
                    LIMIT $5
                ) v
            ) bite
            WHERE upto - bytes < $6
            ORDER BY id, version
            """, Shelf.PERSONAL, """
            SELECT id, version
            FROM (
                SELECT v.id, v.version, octet_length(v.value) + octet_length(v.detail) AS bytes,
                       sum(octet_length(v.value) + octet_length(v.detail)) OVER (ORDER BY v.id) AS upto
                FROM (
                    SELECT o.id, o.version, o.value, o.detail
                    FROM secret s
                    JOIN personal_secret o ON o.secret_id = s.id
                    WHERE s.project_id = $1 AND (o.id, o.version) > ($2, $3)
                      AND ($4::bytea IS NULL OR substring(o.value FROM 1 FOR 5) <> $4 OR substring(o.detail FROM 1 FOR 5) <> $4)
                    ORDER BY o.id
                    LIMIT $5
                ) v
            ) bite
            WHERE upto - bytes < $6
            ORDER BY id
            """, Shelf.WEBHOOKS, """
            SELECT id, 1 AS version
            FROM (
                SELECT v.id, v.bytes, sum(v.bytes) OVER (ORDER BY v.id) AS upto
                FROM (
                    SELECT w.id, octet_length(w.url) + coalesce(octet_length(w.signing_key), 0) AS bytes
                    FROM webhook w
                    WHERE w.project_id = $1 AND (w.id, 1) > ($2, $3)
                      AND ($4::bytea IS NULL OR substring(w.url FROM 1 FOR 5) <> $4 OR substring(w.signing_key FROM 1 FOR 5) <> $4)
                    ORDER BY w.id
                    LIMIT $5
                ) v
            ) bite
            WHERE upto - bytes < $6
            ORDER BY id
            """, Shelf.PROPOSALS, """
            SELECT id, 1 AS version
            FROM (
                SELECT v.id, v.bytes, sum(v.bytes) OVER (ORDER BY v.id) AS upto
                FROM (
                    SELECT r.id, octet_length(r.payload) AS bytes
                    FROM approval_request r
                    WHERE r.project_id = $1 AND (r.id, 1) > ($2, $3) AND r.payload IS NOT NULL
                      AND ($4::bytea IS NULL OR substring(r.payload FROM 1 FOR 5) <> $4)
                    ORDER BY r.id
                    LIMIT $5
                ) v
            ) bite
            WHERE upto - bytes < $6
            ORDER BY id
            """);

    /** Rows that somebody else is at are left out: who waits for nobody cannot make others fail. */
    private static final Map<Shelf, String> LOCK =
            Map.of(Shelf.VERSIONS, """
            SELECT v.secret_id AS id, v.version, v.value, v.detail
            FROM unnest($1::uuid[], $2::integer[]) AS w (id, version)
            JOIN secret_version v ON v.secret_id = w.id AND v.version = w.version
            FOR UPDATE OF v SKIP LOCKED
            """, Shelf.PERSONAL, """
            SELECT v.id, v.version, v.value, v.detail
            FROM unnest($1::uuid[], $2::integer[]) AS w (id, version)
            JOIN personal_secret v ON v.id = w.id AND v.version = w.version
            FOR UPDATE OF v SKIP LOCKED
            """, Shelf.WEBHOOKS, """
            SELECT v.id, w.version, v.url AS value, v.signing_key AS detail
            FROM unnest($1::uuid[], $2::integer[]) AS w (id, version)
            JOIN webhook v ON v.id = w.id
            FOR UPDATE OF v SKIP LOCKED
            """, Shelf.PROPOSALS, """
            SELECT v.id, w.version, v.payload AS value, NULL::bytea AS detail
            FROM unnest($1::uuid[], $2::integer[]) AS w (id, version)
            JOIN approval_request v ON v.id = w.id AND v.payload IS NOT NULL
            FOR UPDATE OF v SKIP LOCKED
            """);

    /** With the keyset of the same moment. */
    private static final Map<Shelf, String> READ =
            Map.of(Shelf.VERSIONS, """
            SELECT v.secret_id AS id, v.version, v.value, v.detail, p.keyset
            FROM unnest($1::uuid[], $2::integer[]) AS w (id, version)
            JOIN secret_version v ON v.secret_id = w.id AND v.version = w.version
            JOIN project p ON p.id = $3
            """, Shelf.PERSONAL, """
            SELECT v.id, v.version, v.value, v.detail, p.keyset
            FROM unnest($1::uuid[], $2::integer[]) AS w (id, version)
            JOIN personal_secret v ON v.id = w.id AND v.version = w.version
            JOIN project p ON p.id = $3
            """, Shelf.WEBHOOKS, """
            SELECT v.id, w.version, v.url AS value, v.signing_key AS detail, p.keyset
            FROM unnest($1::uuid[], $2::integer[]) AS w (id, version)
            JOIN webhook v ON v.id = w.id
            JOIN project p ON p.id = $3
            """, Shelf.PROPOSALS, """
            SELECT v.id, w.version, v.payload AS value, NULL::bytea AS detail, p.keyset
            FROM unnest($1::uuid[], $2::integer[]) AS w (id, version)
            JOIN approval_request v ON v.id = w.id AND v.payload IS NOT NULL
            JOIN project p ON p.id = $3
            """);

    private static final Map<Shelf, String> REPLACE =
            Map.of(Shelf.VERSIONS, """
            UPDATE secret_version v
            SET value = w.value, detail = w.detail
            FROM unnest($1::uuid[], $2::integer[], $3::bytea[], $4::bytea[]) AS w (id, version, value, detail)
            WHERE v.secret_id = w.id AND v.version = w.version
            """, Shelf.PERSONAL, """
            UPDATE personal_secret v
            SET value = w.value, detail = w.detail
            FROM unnest($1::uuid[], $2::integer[], $3::bytea[], $4::bytea[]) AS w (id, version, value, detail)
            WHERE v.id = w.id AND v.version = w.version
            """, Shelf.WEBHOOKS, """
            UPDATE webhook v
            SET url = w.value, signing_key = w.detail
            FROM unnest($1::uuid[], $2::integer[], $3::bytea[], $4::bytea[]) AS w (id, version, value, detail)
            WHERE v.id = w.id
            """, Shelf.PROPOSALS, """
            UPDATE approval_request v
            SET payload = w.value
            FROM unnest($1::uuid[], $2::integer[], $3::bytea[], $4::bytea[]) AS w (id, version, value, detail)
            WHERE v.id = w.id
            """);

    private static final String COUNT = """
            SELECT (SELECT count(*)
                    FROM secret_version v
                    WHERE v.project_id = $1
                      AND ($2::bytea IS NULL OR substring(v.value FROM 1 FOR 5) <> $2 OR substring(v.detail FROM 1 FOR 5) <> $2))
                 + (SELECT count(*)
                    FROM secret s
                    JOIN personal_secret o ON o.secret_id = s.id
                    WHERE s.project_id = $1
                      AND ($2::bytea IS NULL OR substring(o.value FROM 1 FOR 5) <> $2 OR substring(o.detail FROM 1 FOR 5) <> $2))
                 + (SELECT count(*)
                    FROM webhook w
                    WHERE w.project_id = $1
                      AND ($2::bytea IS NULL OR substring(w.url FROM 1 FOR 5) <> $2 OR substring(w.signing_key FROM 1 FOR 5) <> $2))
                 + (SELECT count(*)
                    FROM approval_request r
                    WHERE r.project_id = $1 AND r.payload IS NOT NULL
                      AND ($2::bytea IS NULL OR substring(r.payload FROM 1 FOR 5) <> $2))
            """;

    private final JobConfig config;

    /** Ciphertexts, and the keyset they stood beside; without them none. */
    record Bite(Optional<Sealed> keyset, List<Ciphertext> ciphertexts) {}

    CiphertextStore(JobConfig config) {
        this.config = config;
    }

    /** Where the next ciphertexts are; empty at the end of the shelf. */
    Uni<List<Cursor>> list(
            RecordedTransaction tx, Shelf shelf, UUID projectId, Cursor after, byte @Nullable [] prefix) {
        Tuple parameters = Tuple.tuple()
                .addUUID(projectId)
                .addUUID(after.id())
                .addInteger(after.version())
                .addValue(buffer(prefix))
                .addInteger(config.batchRows())
                .addLong(config.batchBytes());
        return tx.sql()
                .preparedQuery(LIST.get(shelf))
                .execute(parameters)
                .map(rows -> stream(rows).map(CiphertextStore::cursor).toList());
    }

    /** Those of them that nobody else is at, locked until the transaction ends. */
    Uni<List<Ciphertext>> lock(RecordedTransaction tx, Shelf shelf, List<Cursor> places) {
        return tx.sql()
                .preparedQuery(LOCK.get(shelf))
                .execute(Tuple.of(ids(places), versions(places)))
                .map(rows -> stream(rows).map(row -> ciphertext(shelf, row)).toList());
    }

    Uni<Bite> read(RecordedTransaction tx, Shelf shelf, UUID projectId, List<Cursor> places) {
        return tx.sql()
                .preparedQuery(READ.get(shelf))
                .execute(Tuple.of(ids(places), versions(places), projectId))
                .map(rows -> new Bite(
                        stream(rows).findFirst().map(row -> sealed(row, "keyset")),
                        stream(rows).map(row -> ciphertext(shelf, row)).toList()));
    }

    /** Puts these in the place of those that were locked. */
    Uni<Void> replace(RecordedTransaction tx, Shelf shelf, List<Ciphertext> resealed) {
        List<Cursor> places = resealed.stream().map(Ciphertext::at).toList();
        return tx.sql()
                .preparedQuery(REPLACE.get(shelf))
                .execute(Tuple.of(
                        ids(places),
                        versions(places),
                        buffers(resealed, Ciphertext::value),
                        buffers(resealed, Ciphertext::detail)))
                .replaceWithVoid();
    }

    /** How many there are; with a prefix, how many do not begin with it. */
    Uni<Long> count(RecordedTransaction tx, UUID projectId, byte @Nullable [] prefix) {
        return tx.sql()
                .preparedQuery(COUNT)
                .execute(Tuple.of(projectId, buffer(prefix)))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private static @Nullable Buffer buffer(byte @Nullable [] prefix) {
        return prefix == null ? null : Buffer.buffer(prefix);
    }

    private static UUID[] ids(List<Cursor> places) {
        return places.stream().map(Cursor::id).toArray(UUID[]::new);
    }

    private static Integer[] versions(List<Cursor> places) {
        return places.stream().map(Cursor::version).toArray(Integer[]::new);
    }

    private static @Nullable Buffer[] buffers(
            List<Ciphertext> ciphertexts, Function<Ciphertext, @Nullable Sealed> part) {
        @Nullable Buffer[] buffers = new @Nullable Buffer[ciphertexts.size()];
        for (int place = 0; place < buffers.length; place++) {
            buffers[place] = buffer(part.apply(ciphertexts.get(place)));
        }
        return buffers;
    }

    private static @Nullable Buffer buffer(@Nullable Sealed ciphertext) {
        return ciphertext == null ? null : Buffer.buffer(ciphertext.bytes());
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private static Cursor cursor(Row row) {
        return new Cursor(row.getUUID("id"), row.getInteger("version"));
    }

    private static Ciphertext ciphertext(Shelf shelf, Row row) {
        return new Ciphertext(
                shelf,
                cursor(row),
                sealed(row, "value"),
                row.getBuffer("detail") == null ? null : sealed(row, "detail"));
    }

    private static Sealed sealed(Row row, String column) {
        return Sealed.of(row.getBuffer(column).getBytes());
    }
}
