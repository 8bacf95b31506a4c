package dev.claviger.vault.writing;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.image.StoredSecret;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes what users have in place of shared secrets, many with one statement. */
@ApplicationScoped
class PersonalStore {
    private static final String PUT = """
            INSERT INTO personal_secret (id, secret_id, user_id, version, value, detail, skip_multiline_encoding,
                                         reminder_days, reminder_note, actor_name, created_at, updated_at, fingerprint)
            SELECT w.id, s.id, $2, w.version, w.value, w.detail, w.skip, w.days, w.note, $3, $4, $4, w.fingerprint
            FROM unnest($5::uuid[], $6::text[], $7::integer[], $8::bytea[], $9::bytea[], $10::boolean[], $11::integer[],
                        $12::text[], $13::bytea[])
                        AS w (id, key, version, value, detail, skip, days, note, fingerprint)
            JOIN secret s ON s.folder_id = $1 AND s.key = w.key
            ON CONFLICT (id) DO UPDATE
            SET version = excluded.version, value = excluded.value, detail = excluded.detail,
                skip_multiline_encoding = excluded.skip_multiline_encoding, reminder_days = excluded.reminder_days,
                reminder_note = excluded.reminder_note, actor_name = excluded.actor_name,
                updated_at = excluded.updated_at, fingerprint = excluded.fingerprint
            """;

    private static final String DELETE = """
            DELETE FROM personal_secret
            WHERE id = ANY ($1::uuid[])
            """;

    /** Carries out the personal part of a plan; before the shared one, for it goes by the keys as they are now. */
    Uni<Void> apply(RecordedTransaction tx, UUID folderId, Plan plan) {
        List<StoredSecret> written =
                Stream.concat(plan.created().stream(), plan.updated().stream()).toList();
        return put(tx, folderId, written).chain(() -> delete(tx, plan.deleted()));
    }

    private static Uni<Void> put(RecordedTransaction tx, UUID folderId, List<StoredSecret> secrets) {
        if (secrets.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        StoredSecret any = secrets.getFirst();
        Tuple parameters = Tuple.tuple()
                .addUUID(folderId)
                .addUUID(any.owner())
                .addString(any.author().name())
                .addOffsetDateTime(any.updatedAt().atOffset(ZoneOffset.UTC))
                .addArrayOfUUID(array(secrets, StoredSecret::id, UUID[]::new))
                .addArrayOfString(array(secrets, StoredSecret::key, String[]::new))
                .addArrayOfInteger(array(secrets, StoredSecret::version, Integer[]::new))
                .addValue(array(secrets, secret -> Buffer.buffer(secret.value().bytes()), Buffer[]::new))
                .addValue(array(secrets, secret -> Buffer.buffer(secret.detail().bytes()), Buffer[]::new))
                .addArrayOfBoolean(array(secrets, StoredSecret::skipMultilineEncoding, Boolean[]::new))
                .addArrayOfInteger(array(secrets, secret -> secret.reminder().days(), Integer[]::new))
                .addArrayOfString(array(secrets, secret -> secret.reminder().note(), String[]::new))
                .addValue(array(secrets, SecretStore::fingerprint, Buffer[]::new));
        return tx.sql().preparedQuery(PUT).execute(parameters).replaceWithVoid();
    }

    private static Uni<Void> delete(RecordedTransaction tx, List<StoredSecret> secrets) {
        return secrets.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.sql()
                        .preparedQuery(DELETE)
                        .execute(Tuple.of(array(secrets, StoredSecret::id, UUID[]::new)))
                        .replaceWithVoid();
    }

    private static <T> T[] array(
            List<StoredSecret> secrets, Function<StoredSecret, @Nullable T> part, IntFunction<T[]> array) {
        return secrets.stream().map(part).toArray(array);
    }
}
