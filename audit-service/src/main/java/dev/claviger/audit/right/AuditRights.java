package dev.claviger.audit.right;

import static dev.claviger.kernel.orgright.Subject.AUDIT_LOGS;

import dev.claviger.audit.trail.Uuids;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.orgright.Action;
import dev.claviger.kernel.principal.Principals;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decides who may read. Roles in the organisation are those of now; rights in a project are asked of vault-service as the caller. */
@ApplicationScoped
public class AuditRights {
    private final CurrentRequest current;
    private final Principals principals;
    private final ProjectRightsClient projects;

    AuditRights(CurrentRequest current, Principals principals, ProjectRightsClient projects) {
        this.current = current;
        this.principals = principals;
        this.projects = projects;
    }

    /** The caller of this request as a reader of the project, or of the whole organisation where none is named. Fails with {@link NotAllowed}. */
    public Uni<Reader> reader(@Nullable String projectId) {
        return Uni.createFrom().deferred(() -> reader(current.caller(), projectId, current.bearer(), current.origin()));
    }

    /** The same for somebody whose request has been answered in part. */
    public Uni<Reader> reader(Caller caller, @Nullable String projectId, Secret bearer, Origin origin) {
        if (readsAll(caller)) {
            return Uni.createFrom().item(new Reader(caller, null));
        }
        Optional<UUID> project = Uuids.read(projectId == null ? "" : projectId.strip());
        if (project.isEmpty() || !projects.isSetUp()) {
            return Uni.createFrom()
                    .failure(() -> new NotAllowed("organisation permission: expected read on audit-logs"));
        }
        return projects.mayReadLogs(project.get(), bearer, origin).map(allowed -> {
            if (!allowed) {
                throw new NotAllowed("project permission: expected read on audit-logs");
            }
            return new Reader(caller, project.get());
        });
    }

    /** Whether its roles in the organisation let somebody read the whole log. */
    public boolean readsAll(Caller caller) {
        return principals.reach(caller).allows(AUDIT_LOGS.to(Action.READ));
    }
}
