package dev.claviger.audit.retention;

import dev.claviger.audit.savedview.ForgottenViews;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes unreadable what the trail says of one person or identity. Batch by batch, each with the leaves that tell of it; when it breaks
 * off, asking again goes on.
 */
@ApplicationScoped
class Erasures {
    static final String ERASED = "audit-identity-erased";
    private static final int BATCH = 5_000;

    private final Stewards stewards;
    private final PurgeStore store;
    private final PurgeLeafStore leaves;
    private final ForgottenViews views;
    private final CurrentRequest current;
    private final Outbox outbox;

    Erasures(
            Stewards stewards,
            PurgeStore store,
            PurgeLeafStore leaves,
            ForgottenViews views,
            CurrentRequest current,
            Outbox outbox) {
        this.views = views;
        this.stewards = stewards;
        this.store = store;
        this.leaves = leaves;
        this.current = current;
        this.outbox = outbox;
    }

    /**
     * Whose entries, and why.
     *
     * @param actorId the id of an identity, a user or a service token
     */
    record Wish(@Nullable String actorId, @Nullable String reason) {}

    /**
     * What became of them.
     *
     * @param erased how many payloads are gone now
     * @param held how many stay because of a legal hold
     * @param views how many saved views of theirs, or that search for them, are gone
     */
    record Erasure(UUID actorId, long erased, long held, int views) {}

    Uni<Erasure> erase(@Nullable Wish wish) {
        Wish asked = wish == null ? new Wish(null, null) : wish;
        return stewards.require(ERASED).chain(caller -> {
            Validation valid = new Validation();
            UUID actor = valid.id("actorId", asked.actorId());
            String reason = valid.text("reason", asked.reason());
            valid.check(reason.length() <= Stewards.LONGEST, "reason", "Must have at most 500 characters");
            valid.done();
            return erase(caller, actor, reason);
        });
    }

    private Uni<Erasure> erase(Caller caller, UUID actor, String reason) {
        String org = caller.orgId().toString();
        return batches(org, actor.toString(), Reason.erasure(Actor.of(caller)), 0)
                .chain(erased -> store.held(org, actor.toString()).map(held -> new Erasure(actor, erased, held, 0)))
                .chain(erasure -> finish(caller, erasure, reason));
    }

    /** The views go with the record of it all. */
    private Uni<Erasure> finish(Caller caller, Erasure erasure, String reason) {
        return outbox.transaction(transaction -> views.forget(transaction, caller.orgId(), erasure.actorId())
                .map(gone -> new Erasure(erasure.actorId(), erasure.erased(), erasure.held(), gone))
                .invoke(done -> transaction.record(erased(done, reason))));
    }

    private AccessEvent erased(Erasure done, String reason) {
        return current.event(ERASED)
                .with("actorId", done.actorId())
                .with("reason", reason)
                .with("numberOfEntries", done.erased())
                .with("held", done.held())
                .with("numberOfViews", done.views());
    }

    private Uni<Long> batches(String org, String actor, Reason reason, long before) {
        return outbox.transaction(transaction -> store.lock(transaction)
                        .chain(() -> store.ofIdentity(transaction, org, actor, BATCH))
                        .call(gone -> leaves.append(transaction, gone, reason))
                        .call(gone ->
                                gone.isEmpty() ? Uni.createFrom().voidItem() : store.erase(transaction, org, gone)))
                .map(Erasures::entries)
                .chain(entries ->
                        entries == 0 ? Uni.createFrom().item(before) : batches(org, actor, reason, before + entries));
    }

    private static long entries(List<Gone> gone) {
        return gone.stream().mapToLong(Gone::entries).sum();
    }
}
