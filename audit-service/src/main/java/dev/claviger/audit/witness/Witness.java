package dev.claviger.audit.witness;

import dev.claviger.audit.AuditConfig;
import dev.claviger.audit.checkpoint.Note;
import dev.claviger.audit.merkle.Hash;
import dev.claviger.audit.shard.NoteKeys;
import dev.claviger.audit.shard.ShardKeys;
import dev.claviger.audit.witness.WitnessStore.Known;
import dev.claviger.audit.witness.WitnessStore.Seen;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.verifier.Checkpoint;
import dev.claviger.verifier.TreeMath;
import dev.claviger.verifier.VerifierKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Cosigns checkpoints of the configured logs that extend all it has seen of them. Only they are checked, never entries.
 *
 * <p>A log that shows two histories is recorded in the platform's log.
 */
@ApplicationScoped
class Witness {
    static final String CONFLICT = "audit-witness-conflict";

    /** Keeps the witness's key apart from those of logs, whatever they are called. */
    private static final String KEY_PURPOSE = "witness ";

    private final WitnessStore store;
    private final ShardKeys keys;
    private final CurrentRequest current;
    private final Outbox outbox;
    private final Clock clock;
    private final Optional<String> name;
    private final List<VerifierKey> trusted;

    Witness(
            WitnessStore store,
            ShardKeys keys,
            CurrentRequest current,
            Outbox outbox,
            Clock clock,
            AuditConfig config) {
        this.store = store;
        this.keys = keys;
        this.current = current;
        this.outbox = outbox;
        this.clock = clock;
        this.name = config.witness().name();
        this.trusted = config.witness().logs().orElse(List.of()).stream()
                .map(VerifierKey::parse)
                .toList();
    }

    /** Our verifier key of cosignatures; empty when we are nobody's witness. */
    Uni<Optional<String>> verifierKey() {
        return name.isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : keys.of(KEY_PURPOSE + name.get())
                        .map(key ->
                                Optional.of(NoteKeys.verifierKey(name.get(), NoteKeys.COSIGNATURE, key.publicKey())));
    }

    /** What to answer to a log that hands in this. */
    Uni<Ruling> add(String body) {
        Optional<Submission> submission = Submission.parse(body);
        if (submission.isEmpty()) {
            return Uni.createFrom().item(new Ruling.Malformed());
        }
        String origin = submission.get().origin();
        if (name.isEmpty() || trusted.stream().noneMatch(key -> key.name().equals(origin))) {
            return Uni.createFrom().item(new Ruling.Unknown());
        }
        Optional<Checkpoint> checkpoint = submission.get().open(trusted);
        return checkpoint.isEmpty()
                ? Uni.createFrom().item(new Ruling.Untrusted())
                : store.decide(
                                origin,
                                checkpoint.get().size(),
                                known -> judge(submission.get(), checkpoint.get(), known),
                                clock.instant())
                        .call(ruling -> tell(ruling, origin));
    }

    private static Ruling judge(Submission submission, Checkpoint fresh, Known known) {
        Seen seen = known.last().orElseGet(() -> new Seen(0, Hash.empty(), ""));
        if (submission.old() > fresh.size()) {
            return new Ruling.Malformed();
        }
        if (known.contradicts(fresh)) {
            return new Ruling.Inconsistent();
        }
        if (submission.old() != seen.size()) {
            return new Ruling.Elsewhere(seen.size());
        }
        return TreeMath.extend(seen.size(), seen.root().bytes(), fresh.size(), fresh.root(), submission.proof())
                ? new Ruling.Cosign(fresh, submission.note())
                : new Ruling.Unproved();
    }

    private Uni<Void> tell(Ruling ruling, String origin) {
        return ruling instanceof Ruling.Inconsistent
                ? outbox.record(current.event(CONFLICT)
                        .by(Actor.UNKNOWN, null, Provenance.NONE)
                        .with("origin", origin)
                        .denied("consistency: the log has signed another root of the same size"))
                : Uni.createFrom().voidItem();
    }

    /** The line that the log appends to its checkpoint. */
    Uni<String> cosign(Checkpoint checkpoint) {
        String witness = name.orElseThrow();
        return keys.of(KEY_PURPOSE + witness)
                .map(key -> Note.cosign(
                        checkpoint.text(), witness, key, clock.instant().getEpochSecond()));
    }
}
