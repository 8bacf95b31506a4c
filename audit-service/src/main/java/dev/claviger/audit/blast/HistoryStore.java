package dev.claviger.audit.blast;

import dev.claviger.audit.provenance.EventKinds;
import dev.claviger.audit.query.SearchStore;
import dev.claviger.audit.trail.RecordedEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Finds who wrote a version, which one came next, and whether the secret is gone: three steps into an index for each. */
@ApplicationScoped
class HistoryStore {
    private static final String HISTORIES = """
            WITH wanted AS (SELECT * FROM unnest($2::uuid[], $3::integer[]) AS w (secret_id, version))
            SELECT w.secret_id, w.version,
                first.name AS first_name, first.occurred_at AS first_at, first.event AS first_event,
                first.key, first.environment, first.secret_path, first.project_id,
                next.version AS next_version, next.occurred_at AS next_at,
                last.name AS last_name, last.occurred_at AS last_at
            FROM wanted w
            LEFT JOIN LATERAL (
                SELECT t.name, t.occurred_at, t.event, s.key, s.environment, s.secret_path, t.project_id
                FROM trail_secret s JOIN trail t ON t.org = s.org AND t.idx = s.idx AND t.received_at = s.received_at
                WHERE s.org = $1 AND s.secret_id = w.secret_id AND s.version = w.version AND t.outcome = 'success'
                    AND ($4::text IS NULL OR t.project_id = $4)
                ORDER BY s.occurred_at, s.idx LIMIT 1) first ON true
            LEFT JOIN LATERAL (
                SELECT s.version, t.occurred_at
                FROM trail_secret s JOIN trail t ON t.org = s.org AND t.idx = s.idx AND t.received_at = s.received_at
                WHERE s.org = $1 AND s.secret_id = w.secret_id AND s.version > w.version AND t.outcome = 'success'
                    AND ($4::text IS NULL OR t.project_id = $4)
                ORDER BY s.version, s.occurred_at, s.idx LIMIT 1) next ON true
            LEFT JOIN LATERAL (
                SELECT t.name, t.occurred_at
                FROM trail_secret s JOIN trail t ON t.org = s.org AND t.idx = s.idx AND t.received_at = s.received_at
                WHERE s.org = $1 AND s.secret_id = w.secret_id AND s.version >= w.version AND t.outcome = 'success'
                    AND ($4::text IS NULL OR t.project_id = $4)
                ORDER BY s.version DESC, s.occurred_at DESC, s.idx DESC LIMIT 1) last ON true
            """;

    private final SearchStore search;

    HistoryStore(SearchStore search) {
        this.search = search;
    }

    /** One for each, in no order. With a project, as far as its entries tell. */
    Uni<List<VersionHistory>> of(UUID organisation, List<SecretVersion> versions, @Nullable UUID project) {
        Tuple values = Tuple.of(
                organisation.toString(),
                versions.stream().map(SecretVersion::secretId).toArray(UUID[]::new),
                versions.stream().map(SecretVersion::version).toArray(Integer[]::new),
                project == null ? null : project.toString());
        return search.inquire(sql -> sql.preparedQuery(HISTORIES)
                .execute(values)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(HistoryStore::history)
                        .toList()));
    }

    private static VersionHistory history(Row row) {
        @Nullable String firstName = row.getString("first_name");
        @Nullable Integer next = row.getInteger("next_version");
        @Nullable String lastName = row.getString("last_name");
        return new VersionHistory(
                new SecretVersion(row.getUUID("secret_id"), row.getInteger("version")),
                firstName == null
                        ? null
                        : new VersionHistory.Place(
                                row.getString("key"),
                                row.getString("project_id"),
                                row.getString("environment"),
                                row.getString("secret_path")),
                firstName == null || EventKinds.isRead(firstName) || EventKinds.isDeletion(firstName)
                        ? null
                        : owner(row),
                next == null ? null : new Exposure.Rotation(next, instant(row, "next_at")),
                lastName != null && EventKinds.isDeletion(lastName) ? instant(row, "last_at") : null);
    }

    private static Exposure.Owner owner(Row row) {
        RecordedEvent.Actor actor =
                RecordedEvent.read(row.getBuffer("first_event").getBytes()).actor();
        return new Exposure.Owner(actor.type(), actor.id(), actor.name(), instant(row, "first_at"));
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }
}
