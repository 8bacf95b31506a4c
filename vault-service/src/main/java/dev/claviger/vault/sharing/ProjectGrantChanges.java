package dev.claviger.vault.sharing;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.Environments;
import dev.claviger.vault.folder.Folder;
import dev.claviger.vault.folder.Folders;
import dev.claviger.vault.folder.Place;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.GuardedChanges;
import dev.claviger.vault.project.GuardedChanges.Right;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.Project;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Gives and takes grants. Whoever may edit the settings of a project may share what it may read itself, all of the folder: nobody
 * shares more than it has (security.md T18).
 */
@ApplicationScoped
class ProjectGrantChanges {
    private static final Right EDIT = new Right(Action.EDIT, Subject.SETTINGS);

    private final ProjectGrantStore store;
    private final GuardedChanges guarded;
    private final Projects projects;
    private final Environments environments;
    private final Folders folders;
    private final Gate gate;
    private final SharingConfig config;
    private final Ids ids;
    private final Clock clock;

    ProjectGrantChanges(
            ProjectGrantStore store,
            GuardedChanges guarded,
            Projects projects,
            Environments environments,
            Folders folders,
            Gate gate,
            SharingConfig config,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.guarded = guarded;
        this.projects = projects;
        this.environments = environments;
        this.folders = folders;
        this.gate = gate;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /** Fails with {@link GrantRefused}, and as the projects, the environment and the folder are not found. */
    Uni<ProjectGrant> give(Caller caller, Supplier<GrantRequest.Wanted> request, AccessEvent event) {
        return gate.settle(
                event,
                Uni.createFrom()
                        .item(request)
                        .chain(wanted -> projects.find(caller, wanted.target())
                                .chain(target -> guarded.change(
                                        caller,
                                        wanted.source().project(),
                                        EDIT,
                                        event,
                                        (tx, open) -> give(tx, caller, open, target, wanted, event)))));
    }

    private Uni<ProjectGrant> give(
            RecordedTransaction tx,
            Caller caller,
            OpenProject open,
            Project target,
            GrantRequest.Wanted wanted,
            AccessEvent event) {
        Place source = wanted.source();
        open.permissions()
                .requireReadsAllOf(source.environment().text(), source.path().text());
        if (target.id().equals(open.id())) {
            return Uni.createFrom().failure(GrantRefused.toItself());
        }
        return requireRoom(tx, open)
                .chain(() -> folder(tx, open, wanted.source()))
                .chain(folder -> insert(tx, caller, open, folder, target, wanted.lendsReadAccess()))
                .chain(id -> one(tx, open, id))
                .invoke(given -> tx.record(about(event, given)));
    }

    private Uni<Void> requireRoom(RecordedTransaction tx, OpenProject open) {
        return store.count(tx, open.id())
                .invoke(given -> {
                    if (given >= config.maxGrantsPerProject()) {
                        throw GrantRefused.tooMany(config.maxGrantsPerProject());
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Folder> folder(RecordedTransaction tx, OpenProject open, Place place) {
        return environments
                .find(tx, open.id(), place.environment())
                .chain(environment -> folders.find(tx, environment, place.path()));
    }

    private Uni<UUID> insert(
            RecordedTransaction tx, Caller caller, OpenProject open, Folder folder, Project target, boolean lends) {
        UUID id = ids.nextPublic();
        return store.insert(
                        tx,
                        new Share(id, lends),
                        open.id(),
                        folder.id(),
                        target.id(),
                        caller.name(),
                        clock.instant().truncatedTo(ChronoUnit.MICROS))
                .invoke(fresh -> {
                    if (!fresh) {
                        throw GrantRefused.taken();
                    }
                })
                .replaceWith(id);
    }

    /** Counts with the next read. Fails with {@link GrantNotFound}. */
    Uni<ProjectGrant> take(Caller caller, Supplier<ProjectRef> source, UUID id, AccessEvent event) {
        return gate.settle(
                event,
                Uni.createFrom()
                        .item(source)
                        .chain(ref -> guarded.change(
                                caller,
                                ref,
                                EDIT,
                                event,
                                (tx, open) -> one(tx, open, id)
                                        .call(gone -> store.delete(tx, gone.id()))
                                        .invoke(gone -> tx.record(about(event, gone))))));
    }

    private Uni<ProjectGrant> one(RecordedTransaction tx, OpenProject open, UUID id) {
        return store.find(tx, open.id(), id).map(found -> found.orElseThrow(() -> new GrantNotFound(id.toString())));
    }

    private static AccessEvent about(AccessEvent event, ProjectGrant grant) {
        return event.in(grant.sourceProjectId(), grant.environmentSlug(), grant.secretPath())
                .with("grantId", grant.id())
                .with("sourceProjectId", grant.sourceProjectId())
                .with("targetProjectId", grant.targetProjectId())
                .with("lendsReadAccess", grant.lendsReadAccess());
    }
}
