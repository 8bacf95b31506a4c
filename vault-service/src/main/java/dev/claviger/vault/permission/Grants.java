package dev.claviger.vault.permission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.ServiceGrant;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may do in a project: the rules of all roles it holds there right now. Without a membership that is nothing.
 *
 * <p>Roles are remembered per project and caller, and only for the project revision they were read under; every change of a
 * membership bumps that revision, so a withdrawn role is gone with the next request. The end of a temporary role needs no change:
 * the clock is asked each time. A service token carries its rights, which never change, for its one project.
 */
@ApplicationScoped
public class Grants {
    private static final long MAX_REMEMBERED = 50_000;

    private final GrantStore store;
    private final Clock clock;
    private final Cache<Holder, Held> remembered =
            Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

    private record Holder(UUID projectId, Caller.Kind kind, UUID actorId) {
        static Holder of(Caller caller, UUID projectId) {
            return new Holder(projectId, caller.kind(), caller.id());
        }
    }

    /** All roles, and what the lasting ones allow when there are no others. */
    private record Held(
            long revision, List<RoleGrant> roles, @Nullable Permissions lasting) {
        static Held of(ServiceGrant grant) {
            return new Held(0, List.of(), Permissions.NONE.and(ServiceRules.ROLE, ServiceRules.of(grant)));
        }

        static Held of(long revision, List<RoleGrant> roles) {
            boolean lasts = roles.stream().noneMatch(RoleGrant::isTemporary);
            return new Held(revision, roles, lasts ? permissions(roles) : null);
        }

        Permissions at(Clock clock) {
            if (lasting != null) {
                return lasting;
            }
            Instant now = clock.instant();
            return permissions(
                    roles.stream().filter(grant -> grant.isActive(now)).toList());
        }

        private static Permissions permissions(List<RoleGrant> active) {
            return Permissions.of(active.stream().map(RoleGrant::role).toList());
        }
    }

    Grants(GrantStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** As of now, read from the database. */
    public Uni<Permissions> of(Caller caller, UUID projectId) {
        if (caller.grant() != null) {
            return Uni.createFrom().item(carried(caller, caller.grant(), projectId));
        }
        return store.rolesOf(projectId, caller.kind(), caller.id())
                .map(roles -> Held.of(0, roles).at(clock));
    }

    /** As the transaction sees it. With the project locked by it, nobody can change a role before it ends. */
    public Uni<Permissions> of(RecordedTransaction tx, Caller caller, UUID projectId) {
        if (caller.grant() != null) {
            return Uni.createFrom().item(carried(caller, caller.grant(), projectId));
        }
        return store.rolesOf(tx.sql(), projectId, caller.kind(), caller.id())
                .map(roles -> Held.of(0, roles).at(clock));
    }

    /** As of the given revision of the project, from memory where possible. */
    public Uni<Permissions> of(Caller caller, UUID projectId, long revision) {
        if (caller.grant() != null) {
            return Uni.createFrom().item(carried(caller, caller.grant(), projectId));
        }
        Holder holder = Holder.of(caller, projectId);
        @Nullable Held known = remembered.getIfPresent(holder);
        if (known != null && known.revision() == revision) {
            return Uni.createFrom().item(known.at(clock));
        }
        return store.rolesOf(projectId, caller.kind(), caller.id())
                .map(roles -> Held.of(revision, roles))
                .invoke(held -> remembered.put(holder, held))
                .map(held -> held.at(clock));
    }

    private Permissions carried(Caller caller, ServiceGrant grant, UUID projectId) {
        return grant.projectId().equals(projectId)
                ? remembered
                        .get(Holder.of(caller, projectId), unknown -> Held.of(grant))
                        .at(clock)
                : Permissions.NONE;
    }
}
