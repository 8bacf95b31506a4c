package dev.claviger.auth.user;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The rows of people. */
@ApplicationScoped
public class UserStore {
    private static final String COLUMNS =
            "id, email, first_name, last_name, super_admin, enabled, created_at, updated_at";

    private static final String PASSWORD =
            ", password_hash, password_salt, password_memory_kib, password_passes, password_lanes";

    private static final String INSERT = """
            INSERT INTO app_user (id, email, first_name, last_name, super_admin, enabled, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
            ON CONFLICT (email) DO NOTHING
            """;

    private static final String FIND_BY_EMAIL = "SELECT " + COLUMNS + PASSWORD + " FROM app_user WHERE email = $1";

    private static final String FIND_BY_ID = "SELECT " + COLUMNS + PASSWORD + " FROM app_user WHERE id = $1";

    private static final String CHANGE_PASSWORD = """
            UPDATE app_user SET password_hash = $2, password_salt = $3, password_memory_kib = $4, password_passes = $5,
                password_lanes = $6, updated_at = $7
            WHERE id = $1
            """;

    /** Whoever was allowed to choose one for the old one's sake is not any more. */
    private static final String SET_PASSWORD =
            "WITH forgotten AS (DELETE FROM password_reset WHERE user_id = $1)\n" + CHANGE_PASSWORD;

    /** Only as long as the password is still the one that was checked. */
    private static final String UPGRADE_PASSWORD = CHANGE_PASSWORD + " AND password_hash = $8";

    private static final String HOLD_PASSWORD =
            "SELECT FROM app_user WHERE id = $1 AND enabled AND password_hash = $2 FOR SHARE";

    private static final String HOLD_ENABLED = "SELECT FROM app_user WHERE id = $1 AND enabled FOR SHARE";

    private static final String SET_NAME =
            "UPDATE app_user SET first_name = $2, last_name = $3, updated_at = $4 WHERE id = $1";

    private static final String SET_ENABLED = "UPDATE app_user SET enabled = $2, updated_at = $3 WHERE id = $1";

    private static final String DELETE = "DELETE FROM app_user WHERE id = $1";

    private final Pool pool;

    UserStore(Pool pool) {
        this.pool = pool;
    }

    /** A person and what their password is compared with; somebody who only uses single sign-on has none. */
    public record Known(User user, Optional<PasswordHash> password) {}

    /** False when the e-mail belongs to somebody already. */
    public Uni<Boolean> insert(RecordedTransaction tx, User user) {
        return tx.sql()
                .preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addUUID(user.id())
                        .addString(user.email().text())
                        .addString(user.firstName())
                        .addString(user.lastName())
                        .addBoolean(user.superAdmin())
                        .addBoolean(user.enabled())
                        .addOffsetDateTime(utc(user.createdAt())))
                .map(rows -> rows.rowCount() == 1);
    }

    public Uni<Optional<Known>> find(Email email) {
        return pool.preparedQuery(FIND_BY_EMAIL).execute(Tuple.of(email.text())).map(UserStore::first);
    }

    public Uni<Optional<Known>> find(RecordedTransaction tx, Email email) {
        return tx.sql()
                .preparedQuery(FIND_BY_EMAIL)
                .execute(Tuple.of(email.text()))
                .map(UserStore::first);
    }

    public Uni<Optional<Known>> find(UUID id) {
        return pool.preparedQuery(FIND_BY_ID).execute(Tuple.of(id)).map(UserStore::first);
    }

    public Uni<Void> setPassword(RecordedTransaction tx, UUID id, PasswordHash password, Instant now) {
        return tx.sql()
                .preparedQuery(SET_PASSWORD)
                .execute(password(id, password, now))
                .replaceWithVoid();
    }

    /**
     * Keeps a person enabled and their password as it is until the transaction ends; false when either is otherwise by now.
     *
     * @param password what was compared with
     */
    public Uni<Boolean> holdPassword(RecordedTransaction tx, UUID id, PasswordHash password) {
        return tx.sql()
                .preparedQuery(HOLD_PASSWORD)
                .execute(Tuple.of(id, Buffer.buffer(password.hash())))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Keeps a person enabled until the transaction ends; false when they are not, or are gone. */
    public Uni<Boolean> holdEnabled(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(HOLD_ENABLED).execute(Tuple.of(id)).map(rows -> rows.rowCount() == 1);
    }

    /** Keeps the same password under a stronger hash; false when it was changed in the meantime. */
    public Uni<Boolean> upgradePassword(UUID id, PasswordHash old, PasswordHash stronger, Instant now) {
        return pool.preparedQuery(UPGRADE_PASSWORD)
                .execute(password(id, stronger, now).addValue(Buffer.buffer(old.hash())))
                .map(rows -> rows.rowCount() == 1);
    }

    public Uni<Void> setName(RecordedTransaction tx, UUID id, String firstName, String lastName, Instant now) {
        return tx.sql()
                .preparedQuery(SET_NAME)
                .execute(Tuple.of(id, firstName, lastName, utc(now)))
                .replaceWithVoid();
    }

    public Uni<Void> setEnabled(RecordedTransaction tx, UUID id, boolean enabled, Instant now) {
        return tx.sql()
                .preparedQuery(SET_ENABLED)
                .execute(Tuple.of(id, enabled, utc(now)))
                .replaceWithVoid();
    }

    public Uni<Optional<Known>> find(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(FIND_BY_ID).execute(Tuple.of(id)).map(UserStore::first);
    }

    /** With memberships, sessions and second factors. */
    public Uni<Void> delete(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(id)).replaceWithVoid();
    }

    private static Tuple password(UUID id, PasswordHash password, Instant now) {
        return Tuple.tuple()
                .addUUID(id)
                .addValue(Buffer.buffer(password.hash()))
                .addValue(Buffer.buffer(password.salt()))
                .addInteger(password.memoryKib())
                .addInteger(password.passes())
                .addInteger(password.lanes())
                .addOffsetDateTime(utc(now));
    }

    private static Optional<Known> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .findFirst()
                .map(row -> new Known(toUser(row), toPassword(row)));
    }

    private static User toUser(Row row) {
        return new User(
                row.getUUID("id"),
                new Email(row.getString("email")),
                row.getString("first_name"),
                row.getString("last_name"),
                row.getBoolean("super_admin"),
                row.getBoolean("enabled"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static Optional<PasswordHash> toPassword(Row row) {
        return Optional.ofNullable(row.getBuffer("password_hash"))
                .map(hash -> new PasswordHash(
                        hash.getBytes(),
                        row.getBuffer("password_salt").getBytes(),
                        row.getInteger("password_memory_kib"),
                        row.getInteger("password_passes"),
                        row.getInteger("password_lanes")));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
