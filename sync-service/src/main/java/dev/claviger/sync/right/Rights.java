package dev.claviger.sync.right;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.principal.Principals;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Decides about the caller of the request being served. */
@ApplicationScoped
public class Rights {
    private final CurrentRequest current;
    private final Principals principals;
    private final ProjectRightsClient projects;

    Rights(CurrentRequest current, Principals principals, ProjectRightsClient projects) {
        this.current = current;
        this.principals = principals;
        this.projects = projects;
    }

    /** Fails with {@link NotAllowed}. */
    public Uni<Void> require(Right right) {
        return has(right)
                .invoke(allowed -> {
                    if (!allowed) {
                        throw new NotAllowed(right);
                    }
                })
                .replaceWithVoid();
    }

    /** Whether the caller has it. Fails when vault-service cannot be asked. */
    public Uni<Boolean> has(Right right) {
        return Uni.createFrom().deferred(() -> has(right, current.caller(), current.bearer(), current.origin()));
    }

    /** The same for work that goes on when the request is over. */
    public Uni<Boolean> has(Right right, Caller caller, Secret bearer, Origin origin) {
        return right.projectId() == null
                ? Uni.createFrom().item(() -> hasInOrganisation(right, caller))
                : projects.has(right, bearer, origin);
    }

    /**
     * Administrators have every right, also those that the language of roles has no word for. A right to a connection is one to that very
     * connection; without one it is the right to any at all.
     */
    public boolean hasInOrganisation(Right right, Caller caller) {
        @Nullable
        String connection =
                right.connectionId() == null ? null : right.connectionId().toString();
        return caller.orgRole() == OrgRole.ADMIN
                || principals.reach(caller).allows(right.subject(), right.action(), connection);
    }
}
