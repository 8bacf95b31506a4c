package dev.claviger.vault.project;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.permission.Grants;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds the project a request is about, and counts its changes. */
@ApplicationScoped
public class Projects {
    private final ProjectStore store;
    private final Grants grants;

    Projects(ProjectStore store, Grants grants) {
        this.store = store;
        this.grants = grants;
    }

    /** The project in the caller's organisation, with its current revision; fails with {@link ProjectNotFound}. One small query. */
    public Uni<Project> find(Caller caller, ProjectRef ref) {
        return store.find(caller.orgId(), ref).map(found -> found.orElseThrow(() -> ProjectNotFound.of(ref)));
    }

    /** The project as {@link #find} finds it, together with the caller's permissions there. */
    public Uni<OpenProject> open(Caller caller, ProjectRef ref) {
        return find(caller, ref)
                .chain(project -> grants.of(caller, project.id(), project.revision())
                        .map(permissions -> new OpenProject(project, permissions)));
    }

    /**
     * Bumps the revision and returns the new one. Every change inside a project calls it first in its transaction: the row stays
     * locked until the end, so the writes of one project happen one after the other. Fails with {@link ProjectNotFound} when the
     * project is gone.
     */
    public Uni<Long> bump(RecordedTransaction tx, UUID projectId) {
        return store.bump(tx, projectId)
                .map(revision -> revision.orElseThrow(() -> ProjectNotFound.byId(projectId.toString())));
    }
}
