package dev.claviger.audit.tlog;

import dev.claviger.audit.shard.Shard;
import dev.claviger.audit.tlog.Verdict.Answer;
import dev.claviger.verifier.LogRefused;
import dev.claviger.verifier.ProofCheck;
import dev.claviger.verifier.ProvenEntry;
import dev.claviger.verifier.Purges;
import dev.claviger.verifier.VerifierKey;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether an entry is what its log has signed: by its proof up to the signed checkpoint, with the code that auditors use. */
@ApplicationScoped
public class Judge {
    private final Proofs proofs;
    private final Vertx vertx;

    Judge(Proofs proofs, Vertx vertx) {
        this.proofs = proofs;
        this.vertx = vertx;
    }

    /** By the event's id; nobody's rights are asked for. */
    public Uni<Verdict> event(String org, UUID id) {
        return judge(Optional.of(id), Uni.createFrom().deferred(() -> proofs.evidence(org, id)));
    }

    Uni<Verdict> leaf(Shard shard, long leaf) {
        return judge(Optional.empty(), Uni.createFrom().deferred(() -> proofs.evidence(shard, leaf)));
    }

    private Uni<Verdict> judge(Optional<UUID> wanted, Uni<Proofs.Evidence> found) {
        String id = wanted.map(UUID::toString).orElse("");
        return found.chain(evidence -> vertx.executeBlocking(() -> judge(id, evidence), false))
                .onFailure(LogNotFound.class)
                .recoverWithItem(() -> new Verdict(id, Answer.NOT_FOUND, null, null, null, null))
                .onFailure(IllegalStateException.class)
                .recoverWithItem(() ->
                        new Verdict(id, Answer.MISMATCH, null, null, "leaves or tiles of the log are missing", null));
    }

    private static Verdict judge(String wanted, Proofs.Evidence evidence) {
        Shard shard = evidence.shard();
        try {
            ProvenEntry entry = new ProofCheck(VerifierKey.parse(shard.verifierKey())).check(evidence.proof());
            if (!wanted.isEmpty() && !entry.eventId().equals(wanted)) {
                return mismatch(wanted, evidence, "the leaf at this place is of another event");
            }
            return verdict(entry, evidence);
        } catch (LogRefused refused) {
            return mismatch(wanted, evidence, String.valueOf(refused.getMessage()));
        }
    }

    private static Verdict verdict(ProvenEntry entry, Proofs.Evidence evidence) {
        if (entry.isWhole()) {
            return verdict(entry, Answer.VERIFIED, null);
        }
        return Purges.find(evidence.purges(), entry.origin(), entry.index())
                .map(purge -> verdict(
                        entry, Answer.ERASED, new Verdict.Purge(purge.kind(), purge.retentionClass(), purge.by())))
                .orElseGet(() -> verdict(entry, Answer.MISSING, null));
    }

    private static Verdict verdict(ProvenEntry entry, Answer answer, Verdict.@Nullable Purge purge) {
        return new Verdict(entry.eventId(), answer, entry.origin(), entry.index(), null, purge);
    }

    private static Verdict mismatch(String wanted, Proofs.Evidence evidence, String reason) {
        return new Verdict(wanted, Answer.MISMATCH, evidence.shard().origin(), evidence.leaf(), reason, null);
    }
}
