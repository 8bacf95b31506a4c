package dev.claviger.vault.accessapproval;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.accessapproval.AccessRequest.Given;
import dev.claviger.vault.accessapproval.AccessRequest.Review;
import dev.claviger.vault.accessapproval.AccessRequest.Status;
import dev.claviger.vault.membership.Term;
import dev.claviger.vault.permission.RuleText;
import io.smallrye.mutiny.Uni;
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

/** Requests for access in PostgreSQL. */
@ApplicationScoped
class AccessRequestStore {
    private static final String COLUMNS = """
            SELECT r.id, r.project_id, r.policy_id, r.author_id, r.author_name, r.environment, r.permissions, r.temporary_range,
                   r.note, r.status, r.bypass_reason, r.privilege_id, r.access_start, r.access_end, r.expires_at, r.created_at,
                   r.updated_at,
                   coalesce((SELECT jsonb_agg(jsonb_build_object('id', v.reviewer_id, 'name', v.reviewer_name, 'status', v.status,
                                                                 'at', v.created_at) ORDER BY v.created_at, v.reviewer_id)
                             FROM access_review v WHERE v.request_id = r.id), '[]'::jsonb) AS reviews
            FROM access_request r
            JOIN project p ON p.id = r.project_id
            """;

    private static final String FIND = COLUMNS + "WHERE p.org_id = $1 AND r.id = $2";

    private static final String WANTED =
            "WHERE r.project_id = $1 AND ($2::uuid IS NULL OR r.author_id = $2) AND ($3::text IS NULL OR r.environment = $3)";

    private static final String LIST = COLUMNS + WANTED + " ORDER BY r.created_at DESC, r.id LIMIT $4 OFFSET $5";

    private static final String COUNT = """
            SELECT count(*) FILTER (WHERE r.status = 'pending' AND (r.expires_at IS NULL OR r.expires_at > $4)) AS pending,
                   count(*) AS total
            FROM access_request r
            """ + WANTED;

    private static final String INSERT = """
            INSERT INTO access_request (id, project_id, policy_id, author_id, author_name, environment, permissions, temporary_range,
                                        note, status, expires_at, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending', $10, $11, $11)
            """;

    private static final String REVIEW = """
            INSERT INTO access_review (request_id, reviewer_id, reviewer_name, status, created_at)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (request_id, reviewer_id) DO UPDATE SET status = excluded.status, created_at = excluded.created_at
            """;

    private static final String DECIDED = """
            UPDATE access_request
            SET status = $2, privilege_id = $3, access_start = $4, access_end = $5, bypass_reason = $6, updated_at = $7
            WHERE id = $1
            """;

    private final Pool pool;

    /**
     * Which requests.
     *
     * @param author null for those of everybody
     * @param environment null for all
     */
    record Wanted(
            UUID projectId, @Nullable UUID author, @Nullable String environment) {
        Tuple parameters() {
            return Tuple.tuple().addUUID(projectId).addUUID(author).addString(environment);
        }
    }

    /** How many wait, and how many do not any more. */
    record Numbers(long pending, long others) {}

    AccessRequestStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Optional<AccessRequest>> find(UUID orgId, UUID id) {
        return find(pool, orgId, id);
    }

    Uni<Optional<AccessRequest>> find(RecordedTransaction tx, UUID orgId, UUID id) {
        return find(tx.sql(), orgId, id);
    }

    private static Uni<Optional<AccessRequest>> find(SqlClient sql, UUID orgId, UUID id) {
        return all(sql, FIND, Tuple.of(orgId, id)).map(found -> found.stream().findFirst());
    }

    /** Newest first. */
    Uni<List<AccessRequest>> list(Wanted wanted, int limit, int offset) {
        return all(pool, LIST, wanted.parameters().addInteger(limit).addInteger(offset));
    }

    Uni<Numbers> count(Wanted wanted, Instant now) {
        return count(pool, wanted, now);
    }

    Uni<Numbers> count(RecordedTransaction tx, Wanted wanted, Instant now) {
        return count(tx.sql(), wanted, now);
    }

    private static Uni<Numbers> count(SqlClient sql, Wanted wanted, Instant now) {
        return sql.preparedQuery(COUNT)
                .execute(wanted.parameters().addOffsetDateTime(at(now)))
                .map(rows -> rows.iterator().next())
                .map(row -> new Numbers(row.getLong("pending"), row.getLong("total") - row.getLong("pending")));
    }

    private static Uni<List<AccessRequest>> all(SqlClient sql, String query, Tuple parameters) {
        return sql.preparedQuery(query)
                .execute(parameters)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(AccessRequestStore::request)
                        .toList());
    }

    Uni<Void> insert(RecordedTransaction tx, AccessRequest request) {
        Tuple parameters = Tuple.tuple()
                .addUUID(request.id())
                .addUUID(request.projectId())
                .addUUID(request.policyId())
                .addUUID(request.authorId())
                .addString(request.authorName())
                .addString(request.environment())
                .addValue(request.permissions().given())
                .addString(request.range())
                .addString(request.note())
                .addOffsetDateTime(request.expiresAt() == null ? null : at(request.expiresAt()))
                .addOffsetDateTime(at(request.createdAt()));
        return tx.sql().preparedQuery(INSERT).execute(parameters).replaceWithVoid();
    }

    Uni<Void> review(RecordedTransaction tx, UUID id, Review review) {
        return tx.sql()
                .preparedQuery(REVIEW)
                .execute(Tuple.of(
                        id,
                        review.reviewerId(),
                        review.reviewerName(),
                        review.approved() ? "approved" : "rejected",
                        at(review.createdAt())))
                .replaceWithVoid();
    }

    Uni<Void> rejected(RecordedTransaction tx, UUID id, Instant now) {
        return decided(tx, id, Status.REJECTED, null, null, now);
    }

    Uni<Void> approved(RecordedTransaction tx, UUID id, Given given, @Nullable String bypassReason, Instant now) {
        return decided(tx, id, Status.APPROVED, given, bypassReason, now);
    }

    private static Uni<Void> decided(
            RecordedTransaction tx,
            UUID id,
            Status status,
            @Nullable Given given,
            @Nullable String bypassReason,
            Instant now) {
        @Nullable Term term = given == null ? null : given.term();
        Tuple parameters = Tuple.tuple()
                .addUUID(id)
                .addString(status.text())
                .addUUID(given == null ? null : given.privilegeId())
                .addOffsetDateTime(term == null ? null : at(term.start()))
                .addOffsetDateTime(term == null ? null : at(term.end()))
                .addString(bypassReason)
                .addOffsetDateTime(at(now));
        return tx.sql().preparedQuery(DECIDED).execute(parameters).replaceWithVoid();
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static AccessRequest request(Row row) {
        return new AccessRequest(
                row.getUUID("id"),
                row.getUUID("project_id"),
                row.getUUID("policy_id"),
                row.getUUID("author_id"),
                row.getString("author_name"),
                row.getString("environment"),
                RuleText.parse(row.getJsonArray("permissions")),
                row.getString("temporary_range"),
                row.getString("note"),
                Status.of(row.getString("status")),
                row.getString("bypass_reason"),
                given(row),
                instant(row, "expires_at"),
                Objects.requireNonNull(instant(row, "created_at")),
                Objects.requireNonNull(instant(row, "updated_at")),
                reviews(row.getJsonArray("reviews")));
    }

    private static @Nullable Given given(Row row) {
        @Nullable UUID privilege = row.getUUID("privilege_id");
        @Nullable Instant start = instant(row, "access_start");
        @Nullable Instant end = instant(row, "access_end");
        return privilege == null
                ? null
                : new Given(
                        privilege,
                        start == null || end == null ? null : new Term(row.getString("temporary_range"), start, end));
    }

    private static @Nullable Instant instant(Row row, String column) {
        @Nullable OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private static List<Review> reviews(JsonArray stored) {
        return stored.stream()
                .map(JsonObject.class::cast)
                .map(one -> new Review(
                        UUID.fromString(text(one, "id")),
                        text(one, "name"),
                        text(one, "status").equals("approved"),
                        OffsetDateTime.parse(text(one, "at")).toInstant()))
                .toList();
    }

    private static String text(JsonObject object, String field) {
        return Objects.requireNonNull(object.getString(field), field);
    }
}
