package dev.claviger.audit.witness;

import dev.claviger.audit.AuditConfig;
import dev.claviger.audit.merkle.Proof;
import dev.claviger.audit.shard.Shard;
import dev.claviger.audit.shard.ShardStore;
import dev.claviger.audit.tree.Trees;
import dev.claviger.audit.witness.CosignatureStore.Wanted;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.verifier.Checkpoint;
import dev.claviger.verifier.VerifierKey;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Has our checkpoints cosigned. Publication does not wait for it: the newest checkpoint is served at once and carries a cosignature as
 * soon as it is there. A cosignature that does not verify is not kept. A witness that does not cosign is asked again, ever more rarely, until it does.
 */
@ApplicationScoped
class Cosigning {
    private static final Duration JUST_NOW = Duration.ofDays(2);
    private static final int OK = 200;
    private static final int CONFLICT = 409;

    private final CosignatureStore store;
    private final ShardStore shards;
    private final Trees trees;
    private final WitnessClient client;
    private final AuditConfig.VerifiableLog config;
    private final Clock clock;
    private final PeriodicTask timer = new PeriodicTask("cosigning");

    Cosigning(
            CosignatureStore store,
            ShardStore shards,
            Trees trees,
            WitnessClient client,
            AuditConfig config,
            Clock clock) {
        this.store = store;
        this.shards = shards;
        this.trees = trees;
        this.client = client;
        this.config = config.log();
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        if (config.witnesses().isEmpty()) {
            return;
        }
        timer.start(config.signInterval(), this::askAll);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    /** Witnesses do not wait for each other. */
    private Uni<Void> askAll() {
        return store.alone(() -> Multi.createFrom()
                        .iterable(config.witnesses())
                        .onItem()
                        .transformToUniAndMerge(this::askAbout)
                        .collect()
                        .last()
                        .replaceWithVoid())
                .onFailure()
                .invoke(failed -> Log.warnf(
                        "witnesses not asked cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithNull();
    }

    /** One that cannot be reached is left alone until the next round: it would be the same for every log. */
    private Uni<Void> askAbout(AuditConfig.Witness witness) {
        return store.wanted(witness.name(), clock.instant().minus(JUST_NOW), clock.instant())
                .chain(wanted -> Multi.createFrom()
                        .iterable(wanted)
                        .onItem()
                        .transformToUniAndConcatenate(each -> askOrTell(witness, each))
                        .select()
                        .first(reached -> reached)
                        .collect()
                        .last()
                        .replaceWithVoid());
    }

    private Uni<Boolean> askOrTell(AuditConfig.Witness witness, Wanted wanted) {
        return shards.find(List.of(wanted.shardId()))
                .map(found -> found.get(wanted.shardId()))
                .chain(shard -> ask(witness, shard, wanted, true))
                .replaceWith(true)
                .onFailure()
                .recoverWithUni(failed -> failed(witness, wanted, failed));
    }

    private Uni<Boolean> failed(AuditConfig.Witness witness, Wanted wanted, Throwable failed) {
        Log.warnf(
                "witness %s has not cosigned shard=%d size=%d cause=%s",
                witness.name(),
                wanted.shardId(),
                wanted.size(),
                failed.getClass().getName());
        return store.refused(wanted, witness.name(), clock.instant()).replaceWith(false);
    }

    private Uni<Void> ask(AuditConfig.Witness witness, Shard shard, Wanted wanted, boolean again) {
        return submission(shard, wanted)
                .chain(text -> client.addCheckpoint(witness.url(), text))
                .chain(answer -> switch (answer.status()) {
                    case OK -> keep(witness, shard, wanted, answer.body());
                    case CONFLICT ->
                        again && isSize(answer.body(), wanted)
                                ? ask(
                                        witness,
                                        shard,
                                        wanted.seeing(
                                                Long.parseLong(answer.body().strip())),
                                        false)
                                : refused(witness, wanted, answer.status());
                    default -> refused(witness, wanted, answer.status());
                });
    }

    /** A witness that knows more than we have signed has seen another history, or a later one of ours. */
    private static boolean isSize(String body, Wanted wanted) {
        return body.strip().matches("[0-9]{1,18}") && Long.parseLong(body.strip()) <= wanted.size();
    }

    private Uni<String> submission(Shard shard, Wanted wanted) {
        return trees.hashes(shard, Proof.consistency(wanted.seen(), wanted.size()))
                .map(hashes -> "old %d\n%s\n%s"
                        .formatted(
                                wanted.seen(),
                                hashes.stream()
                                        .map(hash -> hash.base64() + "\n")
                                        .collect(Collectors.joining()),
                                wanted.note()));
    }

    private Uni<Void> keep(AuditConfig.Witness witness, Shard shard, Wanted wanted, String lines) {
        VerifierKey key = VerifierKey.parse(witness.key());
        Checkpoint cosigned =
                Checkpoint.open(wanted.note() + lines, VerifierKey.parse(shard.verifierKey()), List.of(key));
        return cosigned.witnesses().isEmpty()
                ? refused(witness, wanted, OK)
                : store.keep(wanted, witness.name(), lines, clock.instant());
    }

    private Uni<Void> refused(AuditConfig.Witness witness, Wanted wanted, int status) {
        Log.errorf(
                "witness %s does not cosign shard=%d size=%d status=%d",
                witness.name(), wanted.shardId(), wanted.size(), status);
        return store.refused(wanted, witness.name(), clock.instant());
    }
}
