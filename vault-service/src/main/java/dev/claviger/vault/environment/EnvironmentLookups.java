package dev.claviger.vault.environment;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Shows an environment to those who may read environments, and records that. */
@ApplicationScoped
class EnvironmentLookups {
    private final EnvironmentStore store;
    private final Environments environments;
    private final Projects projects;
    private final Gate gate;
    private final Outbox outbox;

    EnvironmentLookups(EnvironmentStore store, Environments environments, Projects projects, Gate gate, Outbox outbox) {
        this.store = store;
        this.environments = environments;
        this.projects = projects;
        this.gate = gate;
        this.outbox = outbox;
    }

    /** In whichever project of the caller's organisation it is. */
    Uni<Environment> byId(Caller caller, UUID id, AccessEvent event) {
        return store.findById(caller.orgId(), id)
                .map(found -> found.orElseThrow(() -> EnvironmentNotFound.of(id.toString())))
                .call(found -> open(caller, new ProjectRef.ById(found.projectId()), event))
                .call(found -> record(found, event));
    }

    /** In that project and no other. */
    Uni<Environment> byId(Caller caller, ProjectRef ref, UUID id, AccessEvent event) {
        return open(caller, ref, event)
                .chain(open -> store.findById(caller.orgId(), id)
                        .map(found -> found.filter(
                                        environment -> environment.projectId().equals(open.id()))
                                .orElseThrow(() -> EnvironmentNotFound.of(id.toString()))))
                .call(found -> record(found, event));
    }

    Uni<Environment> bySlug(Caller caller, ProjectRef ref, EnvironmentSlug slug, AccessEvent event) {
        return open(caller, ref, event)
                .chain(open -> environments.find(open.id(), slug))
                .call(found -> record(found, event));
    }

    private Uni<OpenProject> open(Caller caller, ProjectRef ref, AccessEvent event) {
        return projects.open(caller, ref)
                .call(open -> gate.require(
                        open.permissions(),
                        Action.READ,
                        Subject.ENVIRONMENTS,
                        Resource.NONE,
                        event.in(open.id(), null, null)));
    }

    private Uni<Void> record(Environment found, AccessEvent event) {
        return outbox.record(
                event.in(found.projectId(), found.slug().text(), null).with("environmentId", found.id()));
    }
}
