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
 * Every ciphertext of a project, those of deleted secrets and of webhooks included, in the order of ids. A project is walked through in bites that are limited in rows and bytes; a prefix
 * leaves out what begins with it.
 */
@ApplicationScoped
class CiphertextStore {
    private static final Map<Shelf, String> ALL = Map.of(Shelf.VERSIONS, """
            SELECT secret_id AS id, version, value AS first_part, detail AS second_part
            FROM secret_version
            WHERE project_id = $1
            """, Shelf.PERSONAL, """
            SELECT o.id, o.version, o.value AS first_part, o.detail AS second_part
            FROM secret s
            JOIN personal_secret o ON o.secret_id = s.id
            WHERE s.project_id = $1
            """, Shelf.WEBHOOKS, """
            SELECT id, 1 AS version, url AS first_part, signing_key AS second_part
            FROM webhook
            WHERE project_id = $1
            """);

    private static final String LIST = """
            SELECT id, version
            FROM (
                SELECT id, version, bytes, sum(bytes) OVER (ORDER BY id, version) AS upto
                FROM (
                    SELECT id, version, octet_length(first_part) + coalesce(octet_length(second_part), 0) AS bytes
                    FROM (%s) whole
                    WHERE (id, version) > ($2, $3)
                      AND ($4::bytea IS NULL OR substring(first_part FROM 1 FOR 5) <> $4 OR substring(second_part FROM 1 FOR 5) <> $4)
                    ORDER BY id, version
                    LIMIT $5
                ) piece
            ) bite
            WHERE upto - bytes < $6
            ORDER BY id, version
            """;

    private static final String COUNT = """
            SELECT count(*)
            FROM (%s) whole
            WHERE $2::bytea IS NULL OR substring(first_part FROM 1 FOR 5) <> $2 OR substring(second_part FROM 1 FOR 5) <> $2
            """;

    /** With the keyset of the same moment. */
    private static final String READ = """
            SELECT whole.id, whole.version, first_part, second_part, p.keyset
            FROM (%s) whole
            JOIN unnest($2::uuid[], $3::integer[]) AS w (id, version) ON w.id = whole.id AND w.version = whole.version
            JOIN project p ON p.id = $1
            """;

    /** Rows that somebody else is at are left out: who waits for nobody cannot make others fail. */
    private static final Map<Shelf, String> LOCK =
            Map.of(Shelf.VERSIONS, """
            SELECT v.secret_id AS id, v.version, v.value AS first_part, v.detail AS second_part
            FROM unnest($1::uuid[], $2::integer[]) AS w (id, version)
            JOIN secret_version v ON v.secret_id = w.id AND v.version = w.version
            FOR UPDATE OF v SKIP LOCKED
            """, Shelf.PERSONAL, """
            SELECT v.id, v.version, v.value AS first_part, v.detail AS second_part
            FROM unnest($1::uuid[], $2::integer[]) AS w (id, version)
            JOIN personal_secret v ON v.id = w.id AND v.version = w.version
            FOR UPDATE OF v SKIP LOCKED
            """, Shelf.WEBHOOKS, """
            SELECT v.id, 1 AS version, v.url AS first_part, v.signing_key AS second_part
            FROM unnest($1::uuid[], $2::integer[]) AS w (id, version)
            JOIN webhook v ON v.id = w.id
            FOR UPDATE OF v SKIP LOCKED
            """);

    private static final Map<Shelf, String> REPLACE =
            Map.of(Shelf.VERSIONS, """
            UPDATE secret_version v
            SET value = w.first_part, detail = w.second_part
            FROM unnest($1::uuid[], $2::integer[], $3::bytea[], $4::bytea[]) AS w (id, version, first_part, second_part)
            WHERE v.secret_id = w.id AND v.version = w.version
            """, Shelf.PERSONAL, """
            UPDATE personal_secret v
            SET value = w.first_part, detail = w.second_part
            FROM unnest($1::uuid[], $2::integer[], $3::bytea[], $4::bytea[]) AS w (id, version, first_part, second_part)
            WHERE v.id = w.id AND v.version = w.version
            """, Shelf.WEBHOOKS, """
            UPDATE webhook v
            SET url = w.first_part, signing_key = w.second_part
            FROM unnest($1::uuid[], $2::integer[], $3::bytea[], $4::bytea[]) AS w (id, version, first_part, second_part)
            WHERE v.id = w.id
            """);

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
                .preparedQuery(of(shelf, LIST))
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
                .preparedQuery(of(shelf, READ))
                .execute(Tuple.of(projectId, ids(places), versions(places)))
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
                        buffers(resealed, Ciphertext::first),
                        buffers(resealed, Ciphertext::second)))
                .replaceWithVoid();
    }

    /** How many there are on all shelves; with a prefix, how many do not begin with it. */
    Uni<Long> count(RecordedTransaction tx, UUID projectId, byte @Nullable [] prefix) {
        Uni<Long> sum = Uni.createFrom().item(0L);
        for (Shelf shelf : Shelf.values()) {
            sum = sum.chain(before -> count(tx, shelf, projectId, prefix).map(more -> before + more));
        }
        return sum;
    }

    private static Uni<Long> count(RecordedTransaction tx, Shelf shelf, UUID projectId, byte @Nullable [] prefix) {
        return tx.sql()
                .preparedQuery(of(shelf, COUNT))
                .execute(Tuple.of(projectId, buffer(prefix)))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private static String of(Shelf shelf, String query) {
        return query.formatted(ALL.get(shelf));
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
        return ciphertexts.stream().map(part).map(CiphertextStore::buffer).toArray(Buffer[]::new);
    }

    private static @Nullable Buffer buffer(@Nullable Sealed sealed) {
        return sealed == null ? null : Buffer.buffer(sealed.bytes());
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private static Cursor cursor(Row row) {
        return new Cursor(row.getUUID("id"), row.getInteger("version"));
    }

    private static Ciphertext ciphertext(Shelf shelf, Row row) {
        boolean alone = row.getValue("second_part") == null;
        return new Ciphertext(shelf, cursor(row), sealed(row, "first_part"), alone ? null : sealed(row, "second_part"));
    }

    private static Sealed sealed(Row row, String column) {
        return Sealed.of(row.getBuffer(column).getBytes());
    }
}
