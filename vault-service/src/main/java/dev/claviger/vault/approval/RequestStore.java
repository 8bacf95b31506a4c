package dev.claviger.vault.approval;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.keyring.Sealed;
import dev.claviger.vault.reference.Place;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Requests and reviews in PostgreSQL. */
@ApplicationScoped
class RequestStore {
    private static final String COLUMNS = """
            SELECT r.id, r.project_id, r.policy_id, r.operation, r.environment, r.secret_path, r.pieces, r.payload, r.status,
                   r.merged, r.author_id, r.author_name, r.author_method, r.author_token, r.changed_by, r.bypass_reason,
                   r.created_at, r.updated_at,
                   coalesce((SELECT jsonb_agg(jsonb_build_object('id', v.reviewer_id, 'name', v.reviewer_name, 'status', v.status,
                                     'comment', v.comment, 'at', v.created_at) ORDER BY v.created_at, v.reviewer_id)
                             FROM approval_review v WHERE v.request_id = r.id), '[]'::jsonb) AS reviews
            FROM approval_request r
            JOIN project p ON p.id = r.project_id
            """;

    private static final String FIND = COLUMNS + "WHERE p.org_id = $1 AND r.id = $2";

    private static final String LOCK = FIND + " FOR UPDATE OF r";

    private static final String WANTED = """
            WHERE r.project_id = $1 AND ($2::text IS NULL OR r.environment = $2) AND ($3::uuid IS NULL OR r.author_id = $3)
              AND ($4::text IS NULL OR r.status = $4)
              AND ($5::text IS NULL OR strpos(lower(r.secret_path || ' ' || r.author_name || ' ' || r.pieces::text), lower($5)) > 0)
            """;

    private static final String LIST = COLUMNS + WANTED + "ORDER BY r.created_at DESC, r.id LIMIT $6 OFFSET $7";

    private static final String COUNT = "SELECT count(*) FROM approval_request r\n" + WANTED;

    private static final String INSERT = """
            INSERT INTO approval_request (id, project_id, policy_id, operation, environment, secret_path, pieces, payload, status,
                                          author_id, author_name, author_method, author_token, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10, $11, $12, $13, $13)
            """;

    private static final String REVIEW = """
            INSERT INTO approval_review (request_id, reviewer_id, reviewer_name, status, comment, created_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (request_id, reviewer_id) DO UPDATE
            SET reviewer_name = excluded.reviewer_name, status = excluded.status, comment = excluded.comment,
                created_at = excluded.created_at
            """;

    private static final String STATUS = """
            UPDATE approval_request
            SET status = $2, changed_by = $3, updated_at = $4
            WHERE id = $1
            """;

    private static final String MERGED = """
            UPDATE approval_request
            SET status = 'close', merged = true, payload = NULL, changed_by = $2, updated_at = $3, bypass_reason = $4
            WHERE id = $1
            """;

    private static final String KEYSET = "SELECT keyset FROM project WHERE id = $1";

    private final Pool pool;

    RequestStore(Pool pool) {
        this.pool = pool;
    }

    /** Which requests are wanted; what is null does not matter. */
    record Wanted(
            UUID projectId,
            @Nullable String environment,
            @Nullable UUID author,
            @Nullable String status,
            @Nullable String search) {
        private Tuple tuple() {
            return Tuple.tuple()
                    .addUUID(projectId)
                    .addString(environment)
                    .addUUID(author)
                    .addString(status)
                    .addString(search);
        }
    }

    Uni<Optional<ChangeRequest>> find(UUID orgId, UUID id) {
        return find(pool, FIND, orgId, id);
    }

    /** Nobody else reviews, merges, closes or opens it before the transaction ends. */
    Uni<Optional<ChangeRequest>> lock(RecordedTransaction tx, UUID orgId, UUID id) {
        return find(tx.sql(), LOCK, orgId, id).chain(found -> find(tx.sql(), FIND, orgId, id));
    }

    private static Uni<Optional<ChangeRequest>> find(SqlClient sql, String query, UUID orgId, UUID id) {
        return sql.preparedQuery(query)
                .execute(Tuple.of(orgId, id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(RequestStore::request)
                        .findFirst());
    }

    /** Newest first. */
    Uni<List<ChangeRequest>> list(Wanted wanted, int limit, int offset) {
        return pool.preparedQuery(LIST)
                .execute(wanted.tuple().addInteger(limit).addInteger(offset))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(RequestStore::request)
                        .toList());
    }

    Uni<Long> count(Wanted wanted) {
        return count(pool, wanted);
    }

    Uni<Long> count(RecordedTransaction tx, Wanted wanted) {
        return count(tx.sql(), wanted);
    }

    private static Uni<Long> count(SqlClient sql, Wanted wanted) {
        return sql.preparedQuery(COUNT)
                .execute(wanted.tuple())
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** The wrapped keyset of a project. */
    Uni<Sealed> keyset(UUID projectId) {
        return keyset(pool, projectId);
    }

    Uni<Sealed> keyset(RecordedTransaction tx, UUID projectId) {
        return keyset(tx.sql(), projectId);
    }

    private static Uni<Sealed> keyset(SqlClient sql, UUID projectId) {
        return sql.preparedQuery(KEYSET)
                .execute(Tuple.of(projectId))
                .map(rows ->
                        Sealed.of(rows.iterator().next().getBuffer("keyset").getBytes()));
    }

    Uni<Void> insert(RecordedTransaction tx, ChangeRequest request) {
        Tuple parameters = Tuple.tuple()
                .addUUID(request.id())
                .addUUID(request.projectId())
                .addUUID(request.policyId())
                .addString(request.operation())
                .addString(request.place().environment())
                .addString(request.place().path())
                .addValue(Piece.toJson(request.pieces()))
                .addValue(
                        Buffer.buffer(Objects.requireNonNull(request.payload()).bytes()))
                .addUUID(request.author().id())
                .addString(request.author().name())
                .addString(request.author().method())
                .addUUID(request.author().tokenId())
                .addOffsetDateTime(at(request.createdAt()));
        return tx.sql().preparedQuery(INSERT).execute(parameters).replaceWithVoid();
    }

    /** In place of what the same person said before. */
    Uni<Void> review(RecordedTransaction tx, UUID id, ChangeRequest.Review review) {
        return tx.sql()
                .preparedQuery(REVIEW)
                .execute(Tuple.of(
                        id,
                        review.reviewerId(),
                        review.reviewerName(),
                        review.approved() ? "approved" : "rejected",
                        review.comment(),
                        at(review.createdAt())))
                .replaceWithVoid();
    }

    Uni<Void> status(RecordedTransaction tx, UUID id, boolean open, UUID by, Instant now) {
        return tx.sql()
                .preparedQuery(STATUS)
                .execute(Tuple.of(id, open ? "open" : "close", by, at(now)))
                .replaceWithVoid();
    }

    /** It forgets the values that were proposed. */
    Uni<Void> merged(RecordedTransaction tx, UUID id, UUID by, Instant now, @Nullable String bypassReason) {
        return tx.sql()
                .preparedQuery(MERGED)
                .execute(Tuple.of(id, by, at(now), bypassReason))
                .replaceWithVoid();
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static ChangeRequest request(Row row) {
        return new ChangeRequest(
                row.getUUID("id"),
                row.getUUID("project_id"),
                row.getUUID("policy_id"),
                row.getString("operation"),
                new Place(row.getString("environment"), row.getString("secret_path")),
                Piece.of(row.getJsonArray("pieces")),
                row.getBuffer("payload") == null
                        ? null
                        : Sealed.of(row.getBuffer("payload").getBytes()),
                row.getString("status").equals("open"),
                row.getBoolean("merged"),
                new ChangeRequest.Author(
                        row.getUUID("author_id"),
                        row.getString("author_name"),
                        row.getString("author_method"),
                        row.getUUID("author_token")),
                row.getUUID("changed_by"),
                row.getString("bypass_reason"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                reviews(row.getJsonArray("reviews")));
    }

    private static List<ChangeRequest.Review> reviews(JsonArray stored) {
        return stored.stream()
                .map(JsonObject.class::cast)
                .map(one -> new ChangeRequest.Review(
                        UUID.fromString(text(one, "id")),
                        text(one, "name"),
                        text(one, "status").equals("approved"),
                        text(one, "comment"),
                        OffsetDateTime.parse(text(one, "at")).toInstant()))
                .toList();
    }

    private static String text(JsonObject object, String field) {
        return Objects.requireNonNull(object.getString(field), field);
    }
}
