package dev.claviger.audit.tlog;

import dev.claviger.audit.shard.Shard;
import dev.claviger.audit.tlog.Verdict.Answer;
import dev.claviger.audit.trail.Uuids;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.verifier.LogRefused;
import dev.claviger.verifier.ProofCheck;
import dev.claviger.verifier.ProvenEntry;
import dev.claviger.verifier.Purges;
import dev.claviger.verifier.VerifierKey;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Checks entries of the caller's organisation against what its log has signed, with the code that auditors use. A convenience: who does
 * not trust this server lets {@code claviger audit verify} do it.
 */
@ApplicationScoped
class Verification {
    static final String VERIFIED = "audit-log-verified";
    private static final int MOST = 100;

    private final Readers readers;
    private final Proofs proofs;
    private final CurrentRequest current;
    private final Outbox outbox;
    private final Vertx vertx;

    Verification(Readers readers, Proofs proofs, CurrentRequest current, Outbox outbox, Vertx vertx) {
        this.readers = readers;
        this.proofs = proofs;
        this.current = current;
        this.outbox = outbox;
        this.vertx = vertx;
    }

    /**
     * The entries to check: by their events' ids, or by their places in a log. Only places show that an entry is gone.
     *
     * @param shard the last part of the log's name
     * @param from the first leaf
     * @param to the last leaf
     */
    record Wish(
            @Nullable List<String> eventIds,
            @Nullable String shard,
            @Nullable Long from,
            @Nullable Long to) {
        boolean isRange() {
            return shard != null;
        }

        List<Long> leaves() {
            long first = from == null ? 0 : from;
            long last = to == null ? first : to;
            if (first < 0 || last < first || last - first >= MOST) {
                throw InvalidInput.of("from", "Name 1 to " + MOST + " leaves, from the first to the last");
            }
            return LongStream.rangeClosed(first, last).boxed().toList();
        }

        List<UUID> ids() {
            if (eventIds == null || eventIds.isEmpty() || eventIds.size() > MOST) {
                throw InvalidInput.of("eventIds", "Name 1 to " + MOST + " events");
            }
            return eventIds.stream()
                    .map(id -> Uuids.read(id).orElseThrow(() -> InvalidInput.of("eventIds", "Must be UUIDs")))
                    .toList();
        }
    }

    /** What was found, in the order of the wish. */
    record Findings(List<Verdict> verdicts) {
        Findings {
            verdicts = List.copyOf(verdicts);
        }

        long bad() {
            return verdicts.stream()
                    .filter(each -> each.answer() == Answer.MISMATCH || each.answer() == Answer.MISSING)
                    .count();
        }
    }

    /** Fails with {@link NotAllowed}, and when it cannot be recorded. */
    Uni<Findings> verify(Wish wish) {
        return readers.member(VERIFIED)
                .map(caller -> caller.orgId().toString())
                .chain(org -> wish.isRange() ? verifyLeaves(org, wish) : verifyEvents(org, wish))
                .map(Findings::new)
                .call(this::record);
    }

    private Uni<List<Verdict>> verifyEvents(String org, Wish wish) {
        return Multi.createFrom()
                .iterable(wish.ids())
                .onItem()
                .transformToUniAndConcatenate(id ->
                        judge(Optional.of(id), Uni.createFrom().deferred(() -> proofs.evidence(org, id))))
                .collect()
                .asList();
    }

    private Uni<List<Verdict>> verifyLeaves(String org, Wish wish) {
        List<Long> leaves = wish.leaves();
        return readers.find(org, String.valueOf(wish.shard()))
                .chain(shard -> Multi.createFrom()
                        .iterable(leaves)
                        .onItem()
                        .transformToUniAndConcatenate(leaf -> judge(Optional.empty(), proofs.evidence(shard, leaf)))
                        .collect()
                        .asList());
    }

    private Uni<Void> record(Findings findings) {
        return outbox.record(current.event(VERIFIED)
                .with("numberOfEntries", findings.verdicts().size())
                .with("alarms", findings.bad()));
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
