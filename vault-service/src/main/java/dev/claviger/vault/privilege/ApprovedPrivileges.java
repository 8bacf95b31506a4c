package dev.claviger.vault.privilege;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.membership.Term;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.RuleText;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Privileges that others approved. Whoever calls it has seen to it that they were entitled to. */
@ApplicationScoped
public class ApprovedPrivileges {
    private final PrivilegeStore store;
    private final Ids ids;

    ApprovedPrivileges(PrivilegeStore store, Ids ids) {
        this.store = store;
        this.ids = ids;
    }

    /** Whether somebody is a member by name, so that privileges can be given. */
    public Uni<Boolean> canHold(RecordedTransaction tx, UUID projectId, Holder holder) {
        return store.membership(tx, projectId, holder).map(found -> found.isPresent());
    }

    /**
     * Gives it, together with its event; the project is locked by the transaction. Fails with {@link PrivilegeNotFound} when the holder
     * is no member.
     *
     * @param term null for one that lasts
     */
    public Uni<UUID> give(
            RecordedTransaction tx,
            UUID projectId,
            Holder holder,
            RuleText permissions,
            @Nullable Term term,
            Instant now,
            AccessEvent event) {
        UUID id = ids.nextPublic();
        return store.membership(tx, projectId, holder)
                .map(found -> found.orElseThrow(
                        () -> PrivilegeNotFound.noMember(holder.id().toString())))
                .map(membership ->
                        new Privilege(id, projectId, membership, holder, "approved-" + id, permissions, term, now, now))
                .call(fresh -> store.insert(tx, fresh))
                .invoke(fresh -> tx.record(Privileges.described(event, fresh)))
                .replaceWith(id);
    }
}
