package dev.claviger.vault.membership;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.vault.permission.BoundaryExceeded;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Grants;
import dev.claviger.vault.permission.Holding;
import dev.claviger.vault.permission.Permissions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Whether somebody may come to act as an identity of the organisation. Auth-service, which gives logins out, asks it.
 *
 * <p>It looks at what is here and asks nobody, so that the two services never wait for each other.
 */
@ApplicationScoped
class IdentityBoundary {
    private final Grants grants;
    private final Gate gate;

    IdentityBoundary(Grants grants, Gate gate) {
        this.grants = grants;
        this.gate = gate;
    }

    /**
     * Completes when the caller may do all that the identity may, in every project, now and by roles that begin later. One that has no
     * rights, and one that nobody has heard of yet, is within everybody's. Fails with {@link BoundaryExceeded}, which is recorded.
     */
    Uni<Void> requireCovers(Caller caller, UUID identityId, AccessEvent attempt) {
        return grants.everywhere(caller.orgId(), Caller.Kind.IDENTITY, identityId)
                .chain(held -> held.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : grants.everywhere(caller).chain(own -> requireCovers(own, held, attempt)));
    }

    private Uni<Void> requireCovers(Map<UUID, Permissions> own, Map<UUID, List<Holding>> held, AccessEvent attempt) {
        return Multi.createFrom()
                .iterable(held.entrySet())
                .onItem()
                .transformToUniAndConcatenate(one -> gate.guard(
                        attempt.in(one.getKey(), null, null),
                        Uni.createFrom()
                                .item(own.getOrDefault(one.getKey(), Permissions.NONE))
                                .invoke(permissions -> permissions.requireMayChange(one.getValue(), one.getValue()))))
                .collect()
                .last()
                .replaceWithVoid();
    }
}
