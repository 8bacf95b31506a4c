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
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** What was seen of the logs of others. */
@ApplicationScoped
class WitnessStore {
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('witness'), hashtext($1))";
    private static final String LAST =
            "SELECT size, root, note FROM witnessed WHERE origin = $1 ORDER BY size DESC LIMIT 1";
    private static final String SAME_SIZE = "SELECT size, root, note FROM witnessed WHERE origin = $1 AND size = $2";
    private static final String KEEP = """
            INSERT INTO witnessed (origin, size, root, note, seen_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (origin, size) DO NOTHING
            """;

    private final Pool pool;

    WitnessStore(Pool pool) {
        this.pool = pool;
    }

    /** Judges by what was seen last, and keeps what is to be cosigned before that is answered. One at a time per log. */
    Uni<Ruling> decide(String origin, long size, Function<Known, Ruling> judge, Instant now) {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery(LOCK)
                .execute(Tuple.of(origin))
                .chain(() -> seen(transaction, LAST, Tuple.of(origin)))
                .chain(last ->
                        seen(transaction, SAME_SIZE, Tuple.of(origin, size)).map(same -> new Known(last, same)))
                .map(judge)
                .call(ruling -> ruling instanceof Ruling.Cosign(Checkpoint fresh, String note)
                        ? keep(transaction, fresh, note, now)
                        : Uni.createFrom().voidItem()));
    }

    private static Uni<Optional<Seen>> seen(SqlConnection transaction, String query, Tuple values) {
        return transaction
                .preparedQuery(query)
                .execute(values)
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

    /** The newest that was seen of a log, and what was seen of it when it had the size in question. */
    record Known(Optional<Seen> last, Optional<Seen> sameSize) {

        /** Whether the log has signed another root of that size. */
        boolean contradicts(Checkpoint fresh) {
            return sameSize.filter(seen -> !Arrays.equals(seen.root().bytes(), fresh.root()))
                    .isPresent();
        }
    }

    /** A checkpoint that was cosigned. */
    record Seen(long size, Hash root, String note) {}
}
