package dev.claviger.audit.ingest;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Records that are no events. */
@ApplicationScoped
class QuarantineStore {
    private static final String KEEP = """
            INSERT INTO quarantine (received_at, id, topic, part, record_offset, digest, reason, record_key, record)
            SELECT $1, q.id, q.topic, q.part, q.record_offset, q.digest, q.reason, q.record_key, q.record
            FROM unnest($2::uuid[], $3::text[], $4::integer[], $5::bigint[], $6::bytea[], $7::text[], $8::text[], $9::bytea[])
                AS q (id, topic, part, record_offset, digest, reason, record_key, record)
            ORDER BY q.topic, q.part, q.record_offset
            ON CONFLICT DO NOTHING
            RETURNING id
            """;

    /** Keeps the records and returns the ids of those that were not there before. */
    Uni<Set<UUID>> keep(SqlConnection transaction, List<Quarantined> records, Instant now) {
        if (records.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        return transaction
                .preparedQuery(KEEP)
                .execute(Tuple.from(List.<Object>of(
                        now.atOffset(ZoneOffset.UTC),
                        records.stream().map(Quarantined::id).toArray(UUID[]::new),
                        records.stream()
                                .map(kept -> kept.delivery().source().topic())
                                .toArray(String[]::new),
                        records.stream()
                                .map(kept -> kept.delivery().source().partition())
                                .toArray(Integer[]::new),
                        records.stream().map(kept -> kept.delivery().offset()).toArray(Long[]::new),
                        records.stream().map(kept -> kept.delivery().digest()).toArray(Buffer[]::new),
                        records.stream().map(Quarantined::reason).toArray(String[]::new),
                        records.stream().map(QuarantineStore::key).toArray(String[]::new),
                        records.stream().map(kept -> kept.delivery().bytes()).toArray(Buffer[]::new))))
                .map(rows -> {
                    Set<UUID> fresh = new HashSet<>();
                    rows.forEach(row -> fresh.add(row.getUUID("id")));
                    return fresh;
                });
    }

    private static @Nullable String key(Quarantined kept) {
        @Nullable String key = kept.delivery().key();
        return key == null ? null : key.replace('\0', '\uFFFD');
    }
}
