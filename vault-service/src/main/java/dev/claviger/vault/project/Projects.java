package dev.claviger.vault.project;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds the project a request is about, and counts its changes. */
@ApplicationScoped
public class Projects {
    private final ProjectStore store;

    Projects(ProjectStore store) {
        this.store = store;
    }

    /** The project in the caller's organisation, with its current revision; fails with {@link ProjectNotFound}. One small query. */
    public Uni<Project> find(Caller caller, ProjectRef ref) {
        return store.find(caller.orgId(), ref).map(found -> found.orElseThrow(() -> ProjectNotFound.of(ref)));
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
