package dev.claviger.audit.detection;

import dev.claviger.audit.detection.CursorStore.Reading;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.StreamSupport;

/** Which networks organisations take for one. */
@ApplicationScoped
class NetworkStore {
    private static final String FIND =
            "SELECT version, networks::text AS networks FROM detection_network WHERE org = $1";

    private static final String SET = """
        INSERT INTO detection_network (org, version, networks, updated_at) VALUES ($1, 1, $2::text::jsonb, $3)
        ON CONFLICT (org) DO UPDATE SET version = detection_network.version + 1, networks = excluded.networks,
            updated_at = excluded.updated_at
        RETURNING version, networks::text AS networks
        """;

    /** {@link Networks#NONE} where nobody chose any. */
    Uni<Networks> of(Reading reading, String org) {
        return reading.sql().preparedQuery(FIND).execute(Tuple.of(org)).map(NetworkStore::first);
    }

    Uni<Networks> set(RecordedTransaction transaction, String org, Networks networks, Instant now) {
        Tuple values = Tuple.of(org, new JsonArray(networks.plain()).encode(), now.atOffset(ZoneOffset.UTC));
        return transaction.sql().preparedQuery(SET).execute(values).map(NetworkStore::first);
    }

    private static Networks first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .findFirst()
                .map(row -> Networks.of(row.getLong("version"), new JsonArray(row.getString("networks"))))
                .orElse(Networks.NONE);
    }
}
