package dev.claviger.audit.decision;

import dev.claviger.audit.query.Filter;
import dev.claviger.audit.query.SearchStore;
import dev.claviger.audit.query.Where;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Counts decisions. */
@ApplicationScoped
class DecisionStore {
    private final SearchStore search;

    DecisionStore(SearchStore search) {
        this.search = search;
    }

    /** The decision with the name of its event in place of the action; the most frequent first, at most so many. */
    Uni<List<RecordedDecision>> decisions(UUID organisation, Filter filter, int most) {
        Where where = new Where(organisation, filter);
        String statement = """
                SELECT t.actor_type, t.actor_id, t.name, coalesce(s.environment, t.environment) AS environment,
                    coalesce(s.secret_path, t.secret_path) AS secret_path,
                    coalesce(s.key, t.metadata ->> 'secretKey') AS key,
                    CASE t.outcome WHEN 'success' THEN 'allowed' ELSE 'denied' END AS decision,
                    count(*) AS times, max(t.occurred_at) AS last_at
                FROM %s
                LEFT JOIN trail_secret s ON s.org = t.org AND s.idx = t.idx AND s.received_at = t.received_at
                WHERE %s AND t.outcome IN ('success', 'denied') AND t.actor_type IN ('identity', 'user')
                    AND t.actor_id IS NOT NULL
                GROUP BY 1, 2, 3, 4, 5, 6, 7
                ORDER BY times DESC, last_at DESC, 1, 2, 3, 4, 5, 6, 7
                LIMIT %s
                """.formatted(where.from(), where.sql(), where.value((long) most));
        return search.inquire(sql -> sql.preparedQuery(statement)
                .execute(Tuple.from(where.values()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(DecisionStore::decision)
                        .toList()));
    }

    private static RecordedDecision decision(Row row) {
        return new RecordedDecision(
                row.getString("actor_type"),
                row.getString("actor_id"),
                row.getString("name"),
                Decisions.SUBJECT,
                row.getString("environment"),
                row.getString("secret_path"),
                row.getString("key"),
                row.getString("decision"),
                row.getLong("times"),
                row.getOffsetDateTime("last_at").toInstant());
    }
}
