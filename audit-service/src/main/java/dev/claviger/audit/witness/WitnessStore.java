package dev.claviger.audit.witness;

import dev.claviger.audit.merkle.Hash;
import dev.claviger.verifier.Checkpoint;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** What was seen of the logs of others. */
@ApplicationScoped
class WitnessStore {
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('witness'), hashtext($1))";
    private static final String LAST =
            "SELECT size, root, note FROM witnessed WHERE origin = $1 ORDER BY size DESC LIMIT 1";
    private static final String KEEP = """
            INSERT INTO witnessed (origin, size, root, note, seen_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (origin, size) DO NOTHING
            """;

    private final Pool pool;

    WitnessStore(Pool pool) {
        this.pool = pool;
    }

    /** Judges by what was seen last, and keeps what is to be cosigned before that is answered. One at a time per log. */
    Uni<Ruling> decide(String origin, Function<Optional<Seen>, Ruling> judge, Instant now) {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery(LOCK)
                .execute(Tuple.of(origin))
                .chain(() -> last(transaction, origin))
                .map(judge)
                .call(ruling -> ruling instanceof Ruling.Cosign(Checkpoint fresh, String note)
                        ? keep(transaction, fresh, note, now)
                        : Uni.createFrom().voidItem()));
    }

    private static Uni<Optional<Seen>> last(SqlConnection transaction, String origin) {
        return transaction
                .preparedQuery(LAST)
                .execute(Tuple.of(origin))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Seen(
                                row.getLong("size"),
                                Hash.of(row.getBuffer("root").getBytes()),
                                row.getString("note")))
                        .findFirst());
    }

    private static Uni<Void> keep(SqlConnection transaction, Checkpoint fresh, String note, Instant now) {
        return transaction
                .preparedQuery(KEEP)
                .execute(Tuple.of(
                        fresh.origin(), fresh.size(), Buffer.buffer(fresh.root()), note, now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    /** The newest that was seen of a log. */
    record Seen(long size, Hash root, String note) {}
}
