package dev.claviger.audit.tlog;

import dev.claviger.audit.tlog.Verdict.Answer;
import dev.claviger.audit.trail.Uuids;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
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
    private final Judge judge;
    private final CurrentRequest current;
    private final Outbox outbox;

    Verification(Readers readers, Judge judge, CurrentRequest current, Outbox outbox) {
        this.readers = readers;
        this.judge = judge;
        this.current = current;
        this.outbox = outbox;
    }

    /**
     * The entries to check: by their events' ids, or by their places in a log. Only places show that an entry is gone.
     *
     * @param shard the last part of the log's name
     * @param from the first leaf
     * @param to the last leaf
     */
    record Wish(
            @Nullable List<@Nullable String> eventIds,
            @Nullable String shard,
            @Nullable Long from,
            @Nullable Long to) {
        static final Wish NONE = new Wish(null, null, null, null);

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
                    .map(id -> Uuids.read(id == null ? "" : id)
                            .orElseThrow(() -> InvalidInput.of("eventIds", "Must be UUIDs")))
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
    Uni<Findings> verify(@Nullable Wish body) {
        Wish wish = body == null ? Wish.NONE : body;
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
                .transformToUniAndConcatenate(id -> judge.event(org, id))
                .collect()
                .asList();
    }

    private Uni<List<Verdict>> verifyLeaves(String org, Wish wish) {
        List<Long> leaves = wish.leaves();
        return readers.find(org, String.valueOf(wish.shard()))
                .chain(shard -> Multi.createFrom()
                        .iterable(leaves)
                        .onItem()
                        .transformToUniAndConcatenate(leaf -> judge.leaf(shard, leaf))
                        .collect()
                        .asList());
    }

    private Uni<Void> record(Findings findings) {
        return outbox.record(current.event(VERIFIED)
                .with("numberOfEntries", findings.verdicts().size())
                .with("alarms", findings.bad()));
    }
}
