package dev.claviger.vault.permission;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.kernel.principal.Principals;
import dev.claviger.vault.revision.Revisions;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The grants of the service, and rules of their own for callers of tests: roles with such rules cannot be made through the API yet. */
@Alternative
@Priority(1)
@Singleton
public class RuledGrants extends Grants {
    private static final Map<UUID, List<Rule>> RULES = new ConcurrentHashMap<>();

    RuledGrants(GrantStore store, Principals principals, Revisions revisions, Clock clock) {
        super(store, principals, revisions, clock);
    }

    /** From now on, in place of those it had from here. */
    public static void give(UUID actorId, Rule... rules) {
        RULES.put(actorId, List.of(rules));
    }

    @Override
    public Uni<Permissions> of(Caller caller, UUID projectId) {
        return super.of(caller, projectId).map(permissions -> ruled(caller, permissions));
    }

    @Override
    public Uni<Permissions> of(RecordedTransaction tx, Caller caller, UUID projectId) {
        return super.of(tx, caller, projectId).map(permissions -> ruled(caller, permissions));
    }

    @Override
    public Uni<Permissions> of(Caller caller, UUID projectId, long revision) {
        return super.of(caller, projectId, revision).map(permissions -> ruled(caller, permissions));
    }

    private static Permissions ruled(Caller caller, Permissions permissions) {
        return permissions.and("test", RULES.getOrDefault(caller.id(), List.of()));
    }
}
