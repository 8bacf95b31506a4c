package dev.claviger.audit.retention;

import dev.claviger.audit.retention.RetentionPlan.Offered;
import dev.claviger.audit.retention.RetentionPlan.Rule;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.StreamSupport;

/** Which class new entries get. */
@ApplicationScoped
class PlanStore {
    private static final String RULES = "SELECT event_type, class FROM retention_rule WHERE org = $1";
    private static final String CLASSES = "SELECT name, days FROM retention_class WHERE days IS NOT NULL ORDER BY days";

    /** Who appends to the log holds this row; so an entry and what belongs to it get the class by the same rules. */
    private static final String LOCK = "SELECT 1 FROM log_state WHERE org = $1 FOR UPDATE";

    private static final String CLEAR = "DELETE FROM retention_rule WHERE org = $1";
    private static final String INSERT = """
            INSERT INTO retention_rule (org, event_type, class)
            SELECT $1, event_type, class FROM unnest($2::text[], $3::text[]) AS new (event_type, class)
            """;

    private final Pool pool;

    PlanStore(Pool pool) {
        this.pool = pool;
    }

    Uni<List<Offered>> classes() {
        return pool.query(CLASSES)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Offered(row.getString("name"), row.getInteger("days")))
                        .toList());
    }

    Uni<List<Rule>> rules(String org) {
        return rules(pool, org);
    }

    Uni<List<Rule>> rules(RecordedTransaction transaction, String org) {
        return rules(transaction.sql(), org);
    }

    private static Uni<List<Rule>> rules(SqlClient sql, String org) {
        return sql.preparedQuery(RULES)
                .execute(Tuple.of(org))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Rule(row.getString("event_type"), row.getString("class")))
                        .toList());
    }

    Uni<Void> replace(RecordedTransaction transaction, String org, List<Rule> rules) {
        Tuple values = Tuple.tuple()
                .addString(org)
                .addArrayOfString(rules.stream().map(Rule::eventType).toArray(String[]::new))
                .addArrayOfString(rules.stream().map(Rule::retentionClass).toArray(String[]::new));
        return transaction
                .sql()
                .preparedQuery(LOCK)
                .execute(Tuple.of(org))
                .chain(() -> transaction.sql().preparedQuery(CLEAR).execute(Tuple.of(org)))
                .chain(() -> transaction.sql().preparedQuery(INSERT).execute(values))
                .replaceWithVoid();
    }
}
