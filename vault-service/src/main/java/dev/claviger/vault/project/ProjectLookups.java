package dev.claviger.vault.project;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Grants;
import dev.claviger.vault.permission.Subject;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Shows projects to those who belong to them. */
@ApplicationScoped
class ProjectLookups {
    private final Projects projects;
    private final ProjectStore store;
    private final Gate gate;
    private final Grants grants;

    ProjectLookups(Projects projects, ProjectStore store, Gate gate, Grants grants) {
        this.grants = grants;
        this.projects = projects;
        this.store = store;
        this.gate = gate;
    }

    /** One project, for whoever holds a role in it that allows anything. */
    Uni<ProjectView> find(Caller caller, ProjectRef ref, AccessEvent attempt) {
        return projects.open(caller, ref)
                .call(open -> gate.requireAny(open.permissions(), Subject.WORKSPACE, attempt.in(open.id(), null, null)))
                .chain(open -> store.view(open.project()));
    }

    /** The projects in which the caller has a membership, itself or through a group. */
    Uni<List<ProjectView>> list(Caller caller) {
        return store.listFor(caller, grants.groups(caller));
    }

    Uni<ProjectView> view(Project project) {
        return store.view(project);
    }
}
