package dev.claviger.vault.folder;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.ApprovalRequired;
import dev.claviger.vault.environment.Environment;
import dev.claviger.vault.environment.Environments;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.revision.RevisionMoved;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Creates, renames and deletes folders; each together with its event. */
@ApplicationScoped
class FolderChanges {
    private static final int TRIES = 8;

    private final FolderSteps steps;
    private final Dependents dependents;
    private final Environments environments;
    private final Projects projects;
    private final Gate gate;
    private final Outbox outbox;

    FolderChanges(
            FolderSteps steps,
            Dependents dependents,
            Environments environments,
            Projects projects,
            Gate gate,
            Outbox outbox) {
        this.steps = steps;
        this.dependents = dependents;
        this.environments = environments;
        this.projects = projects;
        this.gate = gate;
        this.outbox = outbox;
    }

    /** With the folders that are missing on the way there. Fails with {@link FolderTaken}. */
    Uni<Folder> create(Caller caller, Place parent, String name, @Nullable String description, AccessEvent event) {
        SecretPath path = parent.path().child(name);
        return open(caller, parent, Action.CREATE, event)
                .chain(open -> gate.guard(
                        parent.in(open.id(), event),
                        outbox.transaction(tx -> lock(tx, caller, open, parent, event)
                                .chain(environment -> steps.create(
                                        tx, environment, path, description, parentOf -> requireCreate(open, parentOf)))
                                .invoke(created -> tx.record(about(event, parent, created))))));
    }

    private static void requireCreate(OpenProject open, Resource parent) {
        open.permissions().require(Action.CREATE, Subject.SECRET_FOLDERS, parent);
    }

    /** Gives a folder another name; what lies below moves along. Fails with {@link FolderTaken} and {@link FolderNotFound}. */
    Uni<Folder> rename(Caller caller, ProjectRef project, FolderRequests.Step step, AccessEvent event) {
        return projects.open(caller, project)
                .call(open -> requireEdit(open, step, event))
                .chain(open -> guarded(
                        place(new ProjectRef.ById(open.id()), step),
                        open,
                        event,
                        outbox.transaction(tx -> projects.commit(tx, open.id(), caller, event)
                                .chain(() -> steps.rename(tx, caller, open.id(), step))
                                .invoke(renamed -> tx.record(about(event, place(project, step), renamed))))));
    }

    /** Renames all of them or none, in the given order, under one event. */
    Uni<List<Folder>> renameAll(
            Caller caller, ProjectRef project, List<FolderRequests.Step> renamings, AccessEvent event) {
        return projects.open(caller, project)
                .call(open -> requireEditOfAll(open, renamings, event))
                .chain(open -> guarded(
                        place(new ProjectRef.ById(open.id()), renamings.getFirst()),
                        open,
                        event,
                        outbox.transaction(tx -> projects.commit(tx, open.id(), caller, event)
                                .chain(() -> renameEach(tx, caller, open, renamings))
                                .invoke(renamed -> tx.record(about(event, open, renamed))))));
    }

    private Uni<Void> requireEditOfAll(OpenProject open, List<FolderRequests.Step> renamings, AccessEvent event) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (FolderRequests.Step step : renamings) {
            done = done.chain(() -> requireEdit(open, step, event));
        }
        return done;
    }

    private Uni<Void> requireEdit(OpenProject open, FolderRequests.Step step, AccessEvent event) {
        Place parent = new Place(new ProjectRef.ById(open.id()), step.environment(), step.parent());
        return require(open, parent, Action.EDIT, event);
    }

    /** A refusal for want of approval, or of rights that depend on what lies there, leaves its event, as one for want of rights does. */
    private <T> Uni<T> guarded(Place place, OpenProject open, AccessEvent event, Uni<T> work) {
        return gate.guard(place.in(open.id(), event), work)
                .onFailure(ApprovalRequired.class)
                .recoverWithUni(refusal -> gate.refuse(refusal, place.in(open.id(), event)));
    }

    private Uni<List<Folder>> renameEach(
            RecordedTransaction tx, Caller caller, OpenProject open, List<FolderRequests.Step> renamings) {
        List<Folder> renamed = new ArrayList<>();
        Uni<Void> done = Uni.createFrom().voidItem();
        for (FolderRequests.Step step : renamings) {
            done = done.chain(() -> steps.rename(tx, caller, open.id(), step)
                    .invoke(renamed::add)
                    .replaceWithVoid());
        }
        return done.replaceWith(renamed);
    }

    /** By id or name, with everything below. Fails with {@link FolderNotFound}. */
    Uni<Folder> delete(Caller caller, Place parent, String idOrName, AccessEvent event) {
        return open(caller, parent, Action.DELETE, event)
                .chain(open -> guarded(
                        parent,
                        open,
                        event,
                        outbox.transaction(tx -> lock(tx, caller, open, parent, event)
                                .chain(environment -> steps.delete(tx, caller, environment, parent.path(), idOrName))
                                .invoke(deleted -> tx.record(about(event, parent, deleted)))
                                .map(DeletedFolder::folder))));
    }

    /**
     * As {@link #delete}, unless a secret or an import elsewhere in the project leads into the folder. Fails with {@link FolderInUse}
     * then, and records that.
     */
    Uni<Folder> deleteUnused(Caller caller, Place parent, String idOrName, AccessEvent event) {
        return open(caller, parent, Action.DELETE, event)
                .chain(open -> gate.settle(
                        parent.in(open.id(), event),
                        Uni.createFrom()
                                .deferred(() -> removeUnused(caller, open, parent, idOrName, event))
                                .onFailure(RevisionMoved.class)
                                .retry()
                                .atMost(TRIES)));
    }

    private Uni<Folder> removeUnused(
            Caller caller, OpenProject open, Place parent, String idOrName, AccessEvent event) {
        return dependents
                .requireNone(caller, open.id(), parent, idOrName, event)
                .chain(seen -> outbox.transaction(tx -> projects.commit(tx, open.id(), caller, event)
                        .invoke(revision -> requireNext(seen, revision))
                        .chain(() -> environments.find(tx, open.id(), parent.environment()))
                        .chain(environment -> steps.delete(tx, caller, environment, parent.path(), idOrName))
                        .invoke(deleted -> tx.record(about(event, parent, deleted)))
                        .map(DeletedFolder::folder)));
    }

    private static void requireNext(long seen, long revision) {
        if (revision != seen + 1) {
            throw new RevisionMoved();
        }
    }

    private Uni<OpenProject> open(Caller caller, Place parent, String action, AccessEvent event) {
        return projects.open(caller, parent.project()).call(open -> require(open, parent, action, event));
    }

    private Uni<Void> require(OpenProject open, Place parent, String action, AccessEvent event) {
        return gate.require(
                open.permissions(), action, Subject.SECRET_FOLDERS, parent.resource(), parent.in(open.id(), event));
    }

    private Uni<Environment> lock(
            RecordedTransaction tx, Caller caller, OpenProject open, Place place, AccessEvent event) {
        return projects.commit(tx, open.id(), caller, event)
                .chain(() -> environments.find(tx, open.id(), place.environment()));
    }

    private static Place place(ProjectRef project, FolderRequests.Step step) {
        return new Place(project, step.environment(), step.parent());
    }

    private static AccessEvent about(AccessEvent event, Place parent, Folder folder) {
        return parent.in(folder.projectId(), event)
                .with("environment", parent.environment())
                .with("folderId", folder.id())
                .with("folderName", folder.name())
                .with("folderPath", folder.path());
    }

    private static AccessEvent about(AccessEvent event, Place parent, DeletedFolder deleted) {
        return about(event, parent, deleted.folder()).with("numberOfSecrets", deleted.secrets());
    }

    private static AccessEvent about(AccessEvent event, OpenProject open, List<Folder> renamed) {
        List<Map<String, UUID>> folders = renamed.stream()
                .map(folder -> Map.of("folderId", folder.id(), "environmentId", folder.envId()))
                .toList();
        return event.in(open.id(), null, null).with("folders", folders);
    }
}
