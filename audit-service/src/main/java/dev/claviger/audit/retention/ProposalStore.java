package dev.claviger.audit.retention;

import dev.claviger.audit.retention.RetentionPlan.Offered;
import dev.claviger.audit.retention.RetentionPlan.Proposal;
import dev.claviger.audit.retention.RetentionPlan.Rule;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Plans that wait for a second administrator, at most one of an organisation. */
@ApplicationScoped
class ProposalStore {
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('retention_plan ' || $1))";
    private static final String FIND =
            "SELECT event_types, classes, asked_by, asked_at FROM retention_proposal WHERE org = $1";
    private static final String KEEP = """
            INSERT INTO retention_proposal (org, event_types, classes, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (org) DO UPDATE SET event_types = $2, classes = $3, asked_by = $4, asked_at = $5
            """;
    private static final String FORGET = "DELETE FROM retention_proposal WHERE org = $1";

    private final Pool pool;

    ProposalStore(Pool pool) {
        this.pool = pool;
    }

    /** Of two administrators who change the plan of an organisation at once one comes after the other. */
    Uni<Void> lock(RecordedTransaction transaction, String org) {
        return transaction.sql().preparedQuery(LOCK).execute(Tuple.of(org)).replaceWithVoid();
    }

    Uni<Optional<Proposal>> find(String org, List<Offered> classes) {
        return find(pool, org, classes);
    }

    Uni<Optional<Proposal>> find(RecordedTransaction transaction, String org, List<Offered> classes) {
        return find(transaction.sql(), org, classes);
    }

    private static Uni<Optional<Proposal>> find(SqlClient sql, String org, List<Offered> classes) {
        return sql.preparedQuery(FIND)
                .execute(Tuple.of(org))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> proposal(row, classes))
                        .findFirst());
    }

    Uni<Void> keep(RecordedTransaction transaction, String org, Proposal proposal) {
        Tuple values = Tuple.tuple()
                .addString(org)
                .addArrayOfString(Stream.concat(Stream.of(RetentionPlan.ALL), proposal.eventTypes().keySet().stream())
                        .toArray(String[]::new))
                .addArrayOfString(
                        Stream.concat(Stream.of(proposal.defaultClass()), proposal.eventTypes().values().stream())
                                .toArray(String[]::new))
                .addString(proposal.askedBy())
                .addOffsetDateTime(proposal.askedAt().atOffset(ZoneOffset.UTC));
        return transaction.sql().preparedQuery(KEEP).execute(values).replaceWithVoid();
    }

    Uni<Void> forget(RecordedTransaction transaction, String org) {
        return transaction.sql().preparedQuery(FORGET).execute(Tuple.of(org)).replaceWithVoid();
    }

    private static Proposal proposal(Row row, List<Offered> classes) {
        String[] types = row.getArrayOfStrings("event_types");
        String[] chosen = row.getArrayOfStrings("classes");
        List<Rule> rules = IntStream.range(0, types.length)
                .mapToObj(each -> new Rule(types[each], chosen[each]))
                .toList();
        return Proposal.of(
                RetentionPlan.of(rules, classes),
                row.getString("asked_by"),
                row.getOffsetDateTime("asked_at").toInstant());
    }
}
