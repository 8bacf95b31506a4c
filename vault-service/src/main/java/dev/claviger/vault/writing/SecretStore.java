package dev.claviger.vault.writing;

import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.keyring.Fingerprint;
import dev.claviger.vault.rotated.RotatedStore;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes secrets and their versions, many with one statement. */
@ApplicationScoped
class SecretStore {
    private static final String INSERT = """
            INSERT INTO secret (id, project_id, folder_id, key, version, created_at, updated_at)
            SELECT w.id, $1, $2, w.key, w.version, $3, $3
            FROM unnest($4::uuid[], $5::text[], $6::integer[]) AS w (id, key, version)
            """;

    private static final String UPDATE = """
            UPDATE secret s
            SET key = w.key, version = w.version, updated_at = $1
            FROM unnest($2::uuid[], $3::text[], $4::integer[]) AS w (id, key, version)
            WHERE s.id = w.id
            """;

    private static final String DELETE = """
            DELETE FROM secret
            WHERE id = ANY ($1::uuid[])
            """;

    private static final String INSERT_VERSIONS = """
            INSERT INTO secret_version (secret_id, version, key, value, detail, skip_multiline_encoding, reminder_days,
                                        reminder_note, actor_type, actor_id, actor_name, provenance, created_at,
                                        project_id, tags, fingerprint)
            SELECT w.id, w.version, w.key, w.value, w.detail, w.skip, w.days, w.note, $1, $2, $3, $4, $5, $14, w.tags::uuid[],
                   w.fingerprint
            FROM unnest($6::uuid[], $7::integer[], $8::text[], $9::bytea[], $10::bytea[], $11::boolean[], $12::integer[],
                        $13::text[], $15::text[], $16::bytea[])
                        AS w (id, version, key, value, detail, skip, days, note, tags, fingerprint)
            """;

    private static final String MARK = """
            WITH wanted AS (
                SELECT w.secret_id, w.tag_id
                FROM unnest($1::uuid[], $2::uuid[]) AS w (secret_id, tag_id)
            ), gone AS (
                DELETE FROM secret_tag m
                WHERE m.secret_id = ANY ($3::uuid[])
                  AND NOT EXISTS (SELECT FROM wanted w WHERE w.secret_id = m.secret_id AND w.tag_id = m.tag_id)
            )
            INSERT INTO secret_tag (secret_id, tag_id)
            SELECT secret_id, tag_id
            FROM wanted
            ON CONFLICT DO NOTHING
            """;

    /** Where rows go and which job wrote them. */
    record Context(UUID projectId, UUID folderId, Provenance provenance) {}

    /** Carries out a plan. */
    Uni<Void> apply(RecordedTransaction tx, Context context, Plan plan) {
        return insert(tx, context, plan.created())
                .chain(() -> update(tx, plan.updated()))
                .chain(() -> insertVersions(tx, context, plan.created()))
                .chain(() -> insertVersions(tx, context, plan.updated()))
                .chain(() -> delete(tx, plan.deleted()));
    }

    Uni<Void> delete(RecordedTransaction tx, Collection<UUID> ids) {
        return execute(tx, DELETE, Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)));
    }

    /** Gives the written secrets of a plan the tags they are to have, and no others. */
    Uni<Void> mark(RecordedTransaction tx, Plan plan) {
        List<StoredSecret> written =
                Stream.concat(plan.created().stream(), plan.updated().stream()).toList();
        List<Mark> marks = written.stream()
                .flatMap(secret -> secret.tags().stream().map(tag -> new Mark(secret.id(), tag.id())))
                .toList();
        return execute(
                tx,
                MARK,
                Tuple.of(
                        marks.stream().map(Mark::secretId).toArray(UUID[]::new),
                        marks.stream().map(Mark::tagId).toArray(UUID[]::new),
                        ids(written)));
    }

    private record Mark(UUID secretId, UUID tagId) {}

    private static Uni<Void> insert(RecordedTransaction tx, Context context, List<StoredSecret> secrets) {
        return secrets.isEmpty()
                ? Uni.createFrom().voidItem()
                : execute(
                        tx,
                        INSERT,
                        Tuple.of(
                                context.projectId(),
                                context.folderId(),
                                time(secrets),
                                ids(secrets),
                                keys(secrets),
                                versions(secrets)));
    }

    private static Uni<Void> update(RecordedTransaction tx, List<StoredSecret> secrets) {
        return secrets.isEmpty()
                ? Uni.createFrom().voidItem()
                : execute(tx, UPDATE, Tuple.of(time(secrets), ids(secrets), keys(secrets), versions(secrets)));
    }

    private static Uni<Void> delete(RecordedTransaction tx, List<StoredSecret> secrets) {
        return secrets.isEmpty() ? Uni.createFrom().voidItem() : execute(tx, DELETE, Tuple.of(ids(secrets)));
    }

    private static Uni<Void> insertVersions(RecordedTransaction tx, Context context, List<StoredSecret> secrets) {
        if (secrets.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        StoredSecret any = secrets.getFirst();
        Tuple parameters = Tuple.tuple()
                .addString(any.author().type())
                .addUUID(any.author().id())
                .addString(any.author().name())
                .addValue(
                        new JsonObject(new LinkedHashMap<>(context.provenance().sorted())))
                .addOffsetDateTime(time(secrets))
                .addArrayOfUUID(ids(secrets))
                .addArrayOfInteger(versions(secrets))
                .addArrayOfString(keys(secrets))
                .addValue(array(secrets, secret -> Buffer.buffer(secret.value().bytes()), Buffer[]::new))
                .addValue(array(secrets, secret -> Buffer.buffer(secret.detail().bytes()), Buffer[]::new))
                .addArrayOfBoolean(array(secrets, StoredSecret::skipMultilineEncoding, Boolean[]::new))
                .addArrayOfInteger(array(secrets, secret -> secret.reminder().days(), Integer[]::new))
                .addArrayOfString(array(secrets, secret -> secret.reminder().note(), String[]::new))
                .addUUID(context.projectId())
                .addArrayOfString(array(secrets, SecretStore::tagIds, String[]::new))
                .addValue(array(secrets, SecretStore::fingerprint, Buffer[]::new));
        return execute(tx, INSERT_VERSIONS, parameters);
    }

    private static Uni<Void> execute(RecordedTransaction tx, String statement, Tuple parameters) {
        return RotatedStore.refusing(tx.sql().preparedQuery(statement).execute(parameters))
                .replaceWithVoid();
    }

    static @Nullable Buffer fingerprint(StoredSecret secret) {
        @Nullable Fingerprint found = secret.value().fingerprint();
        return found == null ? null : Buffer.buffer(found.bytes());
    }

    /** An array within an array, in the notation of PostgreSQL. */
    private static String tagIds(StoredSecret secret) {
        return secret.tags().stream().map(tag -> tag.id().toString()).collect(Collectors.joining(",", "{", "}"));
    }

    private static OffsetDateTime time(List<StoredSecret> secrets) {
        return secrets.getFirst().updatedAt().atOffset(ZoneOffset.UTC);
    }

    private static UUID[] ids(List<StoredSecret> secrets) {
        return secrets.stream().map(StoredSecret::id).toArray(UUID[]::new);
    }

    private static String[] keys(List<StoredSecret> secrets) {
        return secrets.stream().map(StoredSecret::key).toArray(String[]::new);
    }

    private static Integer[] versions(List<StoredSecret> secrets) {
        return secrets.stream().map(StoredSecret::version).toArray(Integer[]::new);
    }

    private static <T> T[] array(
            List<StoredSecret> secrets, Function<StoredSecret, @Nullable T> part, IntFunction<T[]> array) {
        return secrets.stream().map(part).toArray(array);
    }
}
