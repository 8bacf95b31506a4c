package dev.claviger.audit.checkpoint;

import dev.claviger.audit.AuditConfig;
import dev.claviger.audit.checkpoint.CheckpointStore.Signed;
import dev.claviger.audit.checkpoint.CheckpointStore.Unsigned;
import dev.claviger.audit.merkle.Hash;
import dev.claviger.audit.shard.Shard;
import dev.claviger.audit.shard.ShardKeys;
import dev.claviger.audit.shard.ShardStore;
import dev.claviger.audit.tree.Trees;
import dev.claviger.kernel.PeriodicTask;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Signs what has grown, after it was committed. One replica at a time, which works on several logs at once.
 *
 * <p>Before each signature the root is computed from the stored leaves, and what was signed last, here and outside the database, must be
 * a beginning of that tree. Otherwise the log is not signed any more, until an operator gives the shard up.
 */
@ApplicationScoped
class Signer {
    private static final int ROUND = 500;

    /** So many are published by one statement: a commit is the dearest step of a small log. */
    private static final int PUBLISHED_AT_ONCE = 100;

    private final CheckpointStore store;
    private final ShardStore shards;
    private final ShardKeys keys;
    private final Trees trees;
    private final Guard guard;
    private final Refused refused;
    private final AuditConfig.VerifiableLog config;
    private final Clock clock;
    private final PeriodicTask timer = new PeriodicTask("signing");

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
        timer.start(config.signInterval(), this::signAll);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
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
        return signAfter(0);
    }

    /** Page by page, so that logs that cannot be signed do not keep others from it. */
    private Uni<Void> signAfter(long shardId) {
        return store.unsigned(shardId, ROUND)
                .chain(grown -> signEach(grown)
                        .chain(() -> grown.size() < ROUND
                                ? Uni.createFrom().voidItem()
                                : signAfter(grown.getLast().shardId())));
    }

    private Uni<Void> signEach(List<Unsigned> grown) {
        List<Long> ids = grown.stream().map(Unsigned::shardId).toList();
        return shards.find(ids)
                .chain(found -> Multi.createFrom()
                        .iterable(grown)
                        .filter(each -> found.containsKey(each.shardId()))
                        .map(each -> new Task(Objects.requireNonNull(found.get(each.shardId())), each.head()))
                        .group()
                        .intoLists()
                        .of(PUBLISHED_AT_ONCE)
                        .onItem()
                        .transformToUniAndConcatenate(this::signTogether)
                        .collect()
                        .last()
                        .replaceWithVoid());
    }

    /** A log whose turn it is. */
    private record Task(Shard shard, TreeHead head) {}

    /** The same with what was signed of it before, here and outside the database. */
    private record Claim(Shard shard, TreeHead head, List<TreeHead> signed) {
        Set<Long> sizes() {
            return Stream.concat(signed.stream(), Stream.of(head))
                    .map(TreeHead::size)
                    .collect(Collectors.toSet());
        }
    }

    private Uni<Void> signTogether(List<Task> tasks) {
        return store.last(tasks.stream().map(task -> task.shard().id()).toList())
                .chain(last -> each(
                        tasks,
                        Task::shard,
                        task -> claim(
                                task.shard(),
                                task.head(),
                                Optional.ofNullable(last.get(task.shard().id())))))
                .chain(this::signClaims)
                .chain(this::publish);
    }

    /** Where the rows of one of them cannot be read, each is read by itself: it holds up no other. */
    private Uni<List<Signed>> signClaims(List<Claim> claims) {
        return roots(claims)
                .chain(roots -> each(claims, Claim::shard, claim -> sign(claim, roots.get(claim.shard()))))
                .onFailure()
                .recoverWithUni(unreadable -> each(claims, Claim::shard, this::signAlone));
    }

    private Uni<Signed> signAlone(Claim claim) {
        return roots(List.of(claim)).chain(roots -> sign(claim, roots.get(claim.shard())));
    }

    /** Several at once. What fails is told, and is not among the results. */
    private <T, R> Uni<List<R>> each(List<T> logs, Function<T, Shard> shard, Function<T, Uni<R>> work) {
        return Multi.createFrom()
                .iterable(logs)
                .onItem()
                .transformToUni(log -> Uni.createFrom()
                        .deferred(() -> work.apply(log))
                        .map(Optional::of)
                        .onFailure()
                        .invoke(failed -> refused.tell(shard.apply(log), failed))
                        .onFailure()
                        .recoverWithItem(Optional.empty()))
                .merge(config.signAtOnce())
                .collect()
                .asList()
                .map(done -> done.stream().flatMap(Optional::stream).toList());
    }

    /** All out of the same rows, which are read now. */
    private Uni<Map<Shard, Map<Long, Hash>>> roots(List<Claim> claims) {
        return trees.roots(claims.stream().collect(Collectors.toMap(Claim::shard, Claim::sizes)));
    }

    private Uni<Void> publish(List<Signed> signed) {
        return signed.isEmpty()
                ? Uni.createFrom().voidItem()
                : guard.settle()
                        .chain(() -> store.keep(signed, clock.instant()))
                        .invoke(() -> signed.forEach(each -> refused.forget(each.shard())))
                        .onFailure()
                        .invoke(failed -> signed.forEach(each -> refused.tell(each.shard(), failed)))
                        .onFailure()
                        .recoverWithNull();
    }

    /**
     * Signs, and remembers outside the database what it signed; it is published afterwards. Fails with {@link HistoryChanged} when it would
     * contradict what was signed.
     *
     * @param inside what was signed last according to the database
     */
    Uni<Signed> sign(Shard shard, TreeHead head, Optional<TreeHead> inside) {
        return claim(shard, head, inside).chain(this::signAlone);
    }

    private Uni<Claim> claim(Shard shard, TreeHead head, Optional<TreeHead> inside) {
        return guard.last(shard.origin()).map(outside -> {
            if (outside.isEmpty() && inside.isPresent()) {
                Log.warnf("the guard folder does not know a log that was signed already shard=%d", shard.id());
            }
            List<TreeHead> signed =
                    Stream.concat(outside.stream(), inside.stream()).distinct().toList();
            signed.forEach(each -> requireNotLonger(each, head));
            return new Claim(shard, head, signed);
        });
    }

    /** {@code roots} by size; null where leaves or tiles are missing. */
    private Uni<Signed> sign(Claim claim, @Nullable Map<Long, Hash> roots) {
        if (roots == null) {
            throw new HistoryChanged("leaves are missing");
        }
        require(roots, claim.head(), "the stored leaves do not give the root of the log");
        claim.signed().forEach(each -> require(roots, each, "what was signed is not the beginning of what is there"));
        String origin = claim.shard().origin();
        return keys.of(origin)
                .chain(key -> guard.keep(origin, claim.head(), () -> Note.sign(origin, claim.head(), key)))
                .map(note -> new Signed(claim.shard(), claim.head(), note));
    }

    private static void requireNotLonger(TreeHead signed, TreeHead head) {
        if (signed.size() > head.size()) {
            throw new HistoryChanged("%d leaves were signed, %d are there: the database is of an earlier time"
                    .formatted(signed.size(), head.size()));
        }
    }

    private static void require(Map<Long, Hash> roots, TreeHead expected, String otherwise) {
        if (!expected.root().equals(roots.get(expected.size()))) {
            throw new HistoryChanged(otherwise);
        }
    }
}
