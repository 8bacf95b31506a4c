package dev.claviger.audit.trail;

import dev.claviger.audit.merkle.Hash;
import dev.claviger.audit.shard.NoteKeys;
import dev.claviger.audit.shard.Origins;
import dev.claviger.audit.shard.Quarter;
import dev.claviger.audit.shard.Shard;
import dev.claviger.audit.shard.ShardKeys;
import dev.claviger.audit.shard.ShardStore;
import dev.claviger.audit.shard.SigningKey;
import dev.claviger.kernel.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Closes a shard and opens the next, in the sequencing transaction (audit-log.md 2.4): the last leaf names the successor, the first one
 * the final size and root of the predecessor. A shard that was given up gets no last leaf: nobody may sign it any more.
 */
@ApplicationScoped
class SuccessionStore {
    private final ShardStore shards;
    private final ShardKeys keys;
    private final Ids ids;
    private final Origins origins;

    SuccessionStore(ShardStore shards, ShardKeys keys, Ids ids, Origins origins) {
        this.shards = shards;
        this.keys = keys;
        this.ids = ids;
        this.origins = origins;
    }

    Uni<Void> goOn(SqlConnection transaction, GrowingLog log, Salts salts, Instant now) {
        Quarter quarter = Quarter.of(now);
        return shards.names(transaction, log.org(), quarter)
                .map(taken -> name(quarter, taken))
                .chain(name -> goOn(transaction, log, new Plan(quarter, name, salts, now)))
                .replaceWithVoid();
    }

    private static String name(Quarter quarter, List<String> taken) {
        String first = quarter.text();
        return IntStream.iterate(1, number -> number + 1)
                .mapToObj(number -> number == 1 ? first : first + "." + number)
                .filter(name -> !taken.contains(name))
                .findFirst()
                .orElseThrow();
    }

    private Uni<Void> goOn(SqlConnection transaction, GrowingLog log, Plan plan) {
        String origin = origins.of(log.org(), plan.name());
        @Nullable Shard old = log.shard();
        return keys.of(origin)
                .invoke(key -> close(log, old, origin, key, plan))
                .chain(key -> open(transaction, log, origin, key, plan))
                .chain(next -> follow(transaction, log, old, next, plan));
    }

    private void close(GrowingLog log, @Nullable Shard old, String origin, SigningKey key, Plan plan) {
        if (old != null && !log.isGivenUp()) {
            String verifierKey = NoteKeys.verifierKey(origin, NoteKeys.ED25519, key.publicKey());
            log.add(
                    ShardEvents.closed(ids, plan.now(), log.org(), origin, verifierKey),
                    plan.salts().next());
        }
    }

    private Uni<Shard> open(SqlConnection transaction, GrowingLog log, String origin, SigningKey key, Plan plan) {
        return shards.open(
                transaction,
                log.org(),
                plan.quarter(),
                plan.name(),
                origin,
                Buffer.buffer(key.publicKey()),
                log.size(),
                plan.now());
    }

    private Uni<Void> follow(SqlConnection transaction, GrowingLog log, @Nullable Shard old, Shard next, Plan plan) {
        long size = log.edge().size();
        Hash root = log.edge().root();
        log.goOnIn(next);
        if (old == null) {
            return Uni.createFrom().voidItem();
        }
        log.add(
                ShardEvents.opened(ids, plan.now(), log.org(), old.origin(), size, root, log.givenUp()),
                plan.salts().next());
        return shards.end(transaction, old, size, root, log.givenUp(), plan.now());
    }

    /** What the next shard will be. */
    private record Plan(Quarter quarter, String name, Salts salts, Instant now) {}
}
