package dev.claviger.audit.ingest;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** The ids of the events that are in the trail. */
@ApplicationScoped
class EventKeyStore {
    private static final String ADMIT = """
            INSERT INTO event_key (event_id)
            SELECT id FROM unnest($1::uuid[]) AS id ORDER BY id
            ON CONFLICT DO NOTHING
            RETURNING event_id
            """;

    /** Notes the ids and returns those that were not known before. */
    Uni<Set<UUID>> admit(SqlConnection transaction, Collection<UUID> ids) {
        return transaction
                .preparedQuery(ADMIT)
                .execute(Tuple.of((Object) ids.toArray(UUID[]::new)))
                .map(rows -> {
                    Set<UUID> fresh = new HashSet<>();
                    rows.forEach(row -> fresh.add(row.getUUID("event_id")));
                    return fresh;
                });
    }
}
