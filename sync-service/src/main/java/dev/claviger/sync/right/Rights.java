package dev.claviger.sync.right;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.http.CurrentRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Decides about the caller of the request being served. */
@ApplicationScoped
public class Rights {
    /** What members of an organisation may do with what belongs to the organisation (http-api.md 6.7). */
    private static final Set<String> OF_MEMBERS = Set.of("connect");

    private final CurrentRequest current;
    private final ProjectRightsClient projects;

    Rights(CurrentRequest current, ProjectRightsClient projects) {
        this.current = current;
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
                ? Uni.createFrom().item(hasInOrganisation(right, caller))
                : projects.has(right, bearer, origin);
    }

    private static boolean hasInOrganisation(Right right, Caller caller) {
        OrgRole role = caller.orgRole();
        return role == OrgRole.ADMIN || (role == OrgRole.MEMBER && OF_MEMBERS.contains(right.action()));
    }
}
