package dev.claviger.audit.checkpoint;

import dev.claviger.audit.AuditConfig;
import dev.claviger.audit.checkpoint.CheckpointStore.Unsigned;
import dev.claviger.audit.merkle.Hash;
import dev.claviger.audit.shard.Shard;
import dev.claviger.audit.shard.ShardKeys;
import dev.claviger.audit.shard.ShardStore;
import dev.claviger.audit.tree.Trees;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Signs what has grown, after it was committed. One replica at a time.
 *
 * <p>Before each signature the root is computed from the stored leaves, and what was signed last, here and outside the database, must be
 * a beginning of that tree. Otherwise the log is not signed any more, until an operator gives the shard up.
 */
@ApplicationScoped
class Signer {
    private static final int ROUND = 500;

    private final CheckpointStore store;
    private final ShardStore shards;
    private final ShardKeys keys;
    private final Trees trees;
    private final Guard guard;
    private final Refused refused;
    private final AuditConfig.VerifiableLog config;
    private final Clock clock;
    private @Nullable Cancellable timer;

    Signer(
            CheckpointStore store,
            ShardStore shards,
            ShardKeys keys,
            Trees trees,
            Guard guard,
            Refused refused,
            AuditConfig config,
            Clock clock) {
        this.store = store;
        this.shards = shards;
        this.keys = keys;
        this.trees = trees;
        this.guard = guard;
        this.refused = refused;
        this.config = config.log();
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        timer = Multi.createFrom()
                .ticks()
                .every(config.signInterval())
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> signAll())
                .subscribe()
                .with(done -> {});
    }

    void stop(@Observes ShutdownEvent stopping) {
        if (timer != null) {
            timer.cancel();
        }
    }

    private Uni<Boolean> signAll() {
        return store.alone(this::signGrown)
                .onFailure()
                .invoke(failed -> Log.warnf(
                        "checkpoints not signed cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithItem(false);
    }

    private Uni<Void> signGrown() {
        return store.unsigned(ROUND).chain(this::signEach);
    }

    private Uni<Void> signEach(List<Unsigned> grown) {
        List<Long> ids = grown.stream().map(Unsigned::shardId).toList();
        return shards.find(ids)
                .chain(found -> Multi.createFrom()
                        .iterable(grown)
                        .onItem()
                        .transformToUniAndConcatenate(each -> signOrTell(each, found))
                        .collect()
                        .last()
                        .replaceWithVoid());
    }

    private Uni<Void> signOrTell(Unsigned grown, Map<Long, Shard> found) {
        Shard shard = found.get(grown.shardId());
        if (shard == null) {
            return Uni.createFrom().voidItem();
        }
        return sign(shard, grown.head())
                .invoke(() -> refused.forget(shard))
                .onFailure()
                .invoke(failed -> refused.tell(shard, failed))
                .onFailure()
                .recoverWithNull();
    }

    /** Fails with {@link HistoryChanged} when it would contradict what was signed. */
    Uni<Void> sign(Shard shard, TreeHead head) {
        return requireRows(shard, head)
                .chain(() -> Uni.combine()
                        .all()
                        .unis(guard.last(shard.origin()), store.last(shard))
                        .asTuple())
                .chain(last -> requireBeginnings(shard, head, last.getItem1(), last.getItem2()))
                .chain(() -> keys.of(shard.origin()))
                .map(key -> Note.sign(shard.origin(), head, key))
                .call(() -> guard.keep(shard.origin(), head))
                .chain(note -> store.keep(shard, head, note, clock.instant()));
    }

    private Uni<Void> requireRows(Shard shard, TreeHead head) {
        return trees.root(shard, head.size())
                .onFailure(IllegalStateException.class)
                .transform(hole -> new HistoryChanged("leaves are missing"))
                .invoke(root -> require(root, head, "the stored leaves do not give the root of the log"))
                .replaceWithVoid();
    }

    private Uni<Void> requireBeginnings(
            Shard shard, TreeHead head, Optional<TreeHead> outside, Optional<TreeHead> inside) {
        if (outside.isEmpty() && inside.isPresent()) {
            Log.warnf("the guard folder does not know a log that was signed already shard=%d", shard.id());
        }
        return Multi.createFrom()
                .items(Stream.concat(outside.stream(), inside.stream()).distinct())
                .onItem()
                .transformToUniAndConcatenate(signed -> requireBeginning(shard, head, signed))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> requireBeginning(Shard shard, TreeHead head, TreeHead signed) {
        if (signed.size() > head.size()) {
            throw new HistoryChanged("%d leaves were signed, %d are there: the database is of an earlier time"
                    .formatted(signed.size(), head.size()));
        }
        return trees.root(shard, signed.size())
                .invoke(root -> require(root, signed, "what was signed is not the beginning of what is there"))
                .replaceWithVoid();
    }

    private static void require(Hash root, TreeHead expected, String otherwise) {
        if (!root.equals(expected.root())) {
            throw new HistoryChanged(otherwise);
        }
    }
}
