package dev.claviger.audit.ingest;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The ids of the events that are in the trail. */
@ApplicationScoped
class EventKeyStore {
    private static final String ADMIT = """
            INSERT INTO event_key (event_id, digest)
            SELECT id, digest FROM unnest($1::uuid[], $2::bytea[]) AS given (id, digest) ORDER BY id
            ON CONFLICT DO NOTHING
            RETURNING event_id
            """;

    private static final String DIGESTS = """
            SELECT k.event_id, k.digest
            FROM unnest($1::uuid[]) AS known (id) JOIN event_key k ON k.event_id = known.id
            WHERE k.digest IS NOT NULL
            """;

    /**
     * The events that were not known before, and what stands for each id now.
     *
     * @param digests by id; those of events that came before digests were kept are missing
     */
    record Admission(Set<UUID> fresh, Map<UUID, Buffer> digests) {

        /** Whether another event has that id. */
        boolean isTaken(UUID id, Buffer digest) {
            return !digests.getOrDefault(id, digest).equals(digest);
        }
    }

    /** Notes the ids with the digests of their events. */
    Uni<Admission> admit(SqlConnection transaction, Map<UUID, Buffer> events) {
        List<UUID> ids = List.copyOf(events.keySet());
        Buffer[] digests = ids.stream().map(events::get).toArray(Buffer[]::new);
        return transaction
                .preparedQuery(ADMIT)
                .execute(Tuple.of(ids.toArray(UUID[]::new), digests))
                .map(EventKeyStore::ids)
                .chain(fresh -> standing(transaction, events, fresh));
    }

    private static Uni<Admission> standing(SqlConnection transaction, Map<UUID, Buffer> events, Set<UUID> fresh) {
        UUID[] known =
                events.keySet().stream().filter(id -> !fresh.contains(id)).toArray(UUID[]::new);
        if (known.length == 0) {
            return Uni.createFrom().item(new Admission(fresh, events));
        }
        Map<UUID, Buffer> digests = new HashMap<>(events);
        digests.keySet().retainAll(fresh);
        return transaction
                .preparedQuery(DIGESTS)
                .execute(Tuple.of((Object) known))
                .invoke(rows -> rows.forEach(row -> digests.put(
                        row.getUUID("event_id"), row.getBuffer("digest").getDelegate())))
                .replaceWith(() -> new Admission(fresh, digests));
    }

    private static Set<UUID> ids(RowSet<Row> rows) {
        Set<UUID> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.getUUID("event_id")));
        return ids;
    }
}
