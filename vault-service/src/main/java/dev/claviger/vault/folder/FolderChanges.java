package dev.claviger.vault.folder;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.ApprovalRequired;
import dev.claviger.vault.environment.Environment;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.environment.Environments;
import dev.claviger.vault.environment.Protection;
import dev.claviger.vault.image.RevisionMoved;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.project.PublicId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Creates, renames and deletes folders; each together with its event. */
@ApplicationScoped
class FolderChanges {
    private static final int TRIES = 8;

    private final FolderStore store;
    private final Dependents dependents;
    private final Environments environments;
    private final Projects projects;
    private final Protection protection;
    private final Gate gate;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;

    FolderChanges(
            FolderStore store,
            Dependents dependents,
            Environments environments,
            Projects projects,
            Protection protection,
            Gate gate,
            Outbox outbox,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.dependents = dependents;
        this.environments = environments;
        this.projects = projects;
        this.protection = protection;
        this.gate = gate;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** With the folders that are missing on the way there. Fails with {@link FolderTaken}. */
    Uni<Folder> create(Caller caller, Place parent, String name, @Nullable String description, AccessEvent event) {
        SecretPath path = parent.path().child(name);
        return open(caller, parent, Action.CREATE, event)
                .chain(open -> gate.guard(
                        parent.in(open.id(), event),
                        outbox.transaction(tx -> lock(tx, caller, open, parent, event)
                                .chain(environment -> grow(tx, environment, open.permissions(), path, description))
                                .invoke(created -> tx.record(about(event, parent, created))))));
    }

    /** Adds what is missing from the root down to the path, each only where the caller may create; returns the last. */
    private Uni<Folder> grow(
            RecordedTransaction tx,
            Environment environment,
            Permissions permissions,
            SecretPath path,
            @Nullable String description) {
        return store.those(tx, environment.id(), wayTo(path))
                .map(found -> found.stream().collect(Collectors.toMap(Folder::path, Function.identity())))
                .map(found -> missing(found, environment, permissions, path, description))
                .call(fresh -> store.insert(tx, fresh))
                .map(List::getLast);
    }

    private List<Folder> missing(
            Map<SecretPath, Folder> found,
            Environment environment,
            Permissions permissions,
            SecretPath path,
            @Nullable String description) {
        if (found.containsKey(path)) {
            throw new FolderTaken(path);
        }
        List<Folder> fresh = new ArrayList<>();
        @Nullable Folder parent = null;
        for (SecretPath step : wayTo(path)) {
            @Nullable Folder here = found.get(step);
            if (here == null) {
                requireCreate(permissions, environment, step);
                here = newFolder(environment, parent, step, step.equals(path) ? description : null);
                fresh.add(here);
            }
            parent = here;
        }
        return fresh;
    }

    private static void requireCreate(Permissions permissions, Environment environment, SecretPath path) {
        SecretPath parent = path.parent().orElse(SecretPath.ROOT);
        permissions.require(
                Action.CREATE,
                Subject.SECRET_FOLDERS,
                Resource.folder(environment.slug().text(), parent.text()));
    }

    private Folder newFolder(
            Environment environment, @Nullable Folder parent, SecretPath path, @Nullable String description) {
        Instant now = clock.instant();
        return new Folder(
                ids.nextPublic(),
                environment.projectId(),
                environment.id(),
                parent == null ? null : parent.id(),
                path,
                description == null || description.isBlank() ? null : description.strip(),
                1,
                now,
                now);
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
                                .chain(() -> renameOne(tx, caller, open, step))
                                .invoke(renamed -> tx.record(about(event, place(project, step), renamed))))));
    }

    /** Renames all of them or none, in the given order, under one event. */
    Uni<List<Folder>> renameAll(Caller caller, ProjectRef project, List<FolderRequests.Step> steps, AccessEvent event) {
        return projects.open(caller, project)
                .call(open -> requireEditOfAll(open, steps, event))
                .chain(open -> guarded(
                        place(new ProjectRef.ById(open.id()), steps.getFirst()),
                        open,
                        event,
                        outbox.transaction(tx -> projects.commit(tx, open.id(), caller, event)
                                .chain(() -> renameEach(tx, caller, open, steps))
                                .invoke(renamed -> tx.record(about(event, open, renamed))))));
    }

    private Uni<Void> requireEditOfAll(OpenProject open, List<FolderRequests.Step> steps, AccessEvent event) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (FolderRequests.Step step : steps) {
            done = done.chain(() -> requireEdit(open, step, event));
        }
        return done;
    }

    private Uni<Void> requireEdit(OpenProject open, FolderRequests.Step step, AccessEvent event) {
        Place parent = new Place(new ProjectRef.ById(open.id()), step.environment(), step.parent());
        return require(open, parent, Action.EDIT, event);
    }

    /** A refusal for want of approval leaves its event, as one for want of rights does. */
    private <T> Uni<T> guarded(Place place, OpenProject open, AccessEvent event, Uni<T> work) {
        return work.onFailure(ApprovalRequired.class)
                .recoverWithUni(refusal -> gate.refuse(refusal, place.in(open.id(), event)));
    }

    private Uni<List<Folder>> renameEach(
            RecordedTransaction tx, Caller caller, OpenProject open, List<FolderRequests.Step> steps) {
        List<Folder> renamed = new ArrayList<>();
        Uni<Void> done = Uni.createFrom().voidItem();
        for (FolderRequests.Step step : steps) {
            done = done.chain(
                    () -> renameOne(tx, caller, open, step).invoke(renamed::add).replaceWithVoid());
        }
        return done.replaceWith(renamed);
    }

    private Uni<Folder> renameOne(RecordedTransaction tx, Caller caller, OpenProject open, FolderRequests.Step step) {
        return environments
                .find(tx, open.id(), step.environment())
                .chain(environment -> child(tx, environment, step.parent(), step.idOrName()))
                .chain(folder -> requireFree(tx, caller, open, step.environment(), folder, changed(folder, step))
                        .chain(() -> move(tx, folder, changed(folder, step))));
    }

    /** Secrets that get another path leave one folder and come into another. */
    private Uni<Void> requireFree(
            RecordedTransaction tx,
            Caller caller,
            OpenProject open,
            EnvironmentSlug environment,
            Folder old,
            Folder changed) {
        if (old.path().equals(changed.path())) {
            return Uni.createFrom().voidItem();
        }
        int prefix = old.path().text().length();
        return protection
                .requireFreeBelow(
                        tx, caller, open.id(), environment.text(), old.path().text())
                .map(paths -> paths.stream()
                        .map(path -> changed.path().text() + path.substring(prefix))
                        .toList())
                .chain(paths -> protection.requireFree(tx, caller, open.id(), environment.text(), paths));
    }

    private Folder changed(Folder folder, FolderRequests.Step step) {
        @Nullable
        String description = step.description() == null
                ? folder.description()
                : step.description().isBlank() ? null : step.description().strip();
        return new Folder(
                folder.id(),
                folder.projectId(),
                folder.envId(),
                folder.parentId(),
                step.parent().child(step.name()),
                description,
                folder.version() + 1,
                folder.createdAt(),
                clock.instant());
    }

    private Uni<Folder> move(RecordedTransaction tx, Folder old, Folder changed) {
        Uni<Void> done = old.path().equals(changed.path())
                ? Uni.createFrom().voidItem()
                : store.find(tx, old.envId(), changed.path())
                        .invoke(FolderChanges::refuseTwin)
                        .chain(() -> store.longestBelow(tx, old.envId(), old.path()))
                        .invoke(longest -> refuseTooLong(longest, old, changed))
                        .chain(() -> store.moveBelow(tx, old.envId(), old.path(), changed.path()));
        return done.chain(() -> store.update(tx, changed)).replaceWith(changed);
    }

    private static void refuseTwin(Optional<Folder> there) {
        if (there.isPresent()) {
            throw new FolderTaken(there.get().path());
        }
    }

    private static void refuseTooLong(int longestBelow, Folder old, Folder changed) {
        int longer = changed.path().text().length() - old.path().text().length();
        SecretPath.requireLength("name", longestBelow + longer);
    }

    /** By id or name, with everything below. Fails with {@link FolderNotFound}. */
    Uni<Folder> delete(Caller caller, Place parent, String idOrName, AccessEvent event) {
        return open(caller, parent, Action.DELETE, event)
                .chain(open -> guarded(
                        parent,
                        open,
                        event,
                        outbox.transaction(tx -> lock(tx, caller, open, parent, event)
                                .chain(environment -> child(tx, environment, parent.path(), idOrName))
                                .call(folder -> requireFreeBelow(tx, caller, open, parent, folder))
                                .call(folder -> remove(tx, folder, about(event, parent, folder))))));
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
                        .chain(environment -> child(tx, environment, parent.path(), idOrName))
                        .call(folder -> requireFreeBelow(tx, caller, open, parent, folder))
                        .call(folder -> remove(tx, folder, about(event, parent, folder)))));
    }

    private Uni<Void> requireFreeBelow(
            RecordedTransaction tx, Caller caller, OpenProject open, Place parent, Folder folder) {
        return protection
                .requireFreeBelow(
                        tx,
                        caller,
                        open.id(),
                        parent.environment().text(),
                        folder.path().text())
                .replaceWithVoid();
    }

    private static void requireNext(long seen, long revision) {
        if (revision != seen + 1) {
            throw new RevisionMoved();
        }
    }

    private Uni<Void> remove(RecordedTransaction tx, Folder folder, AccessEvent event) {
        return store.countSecrets(tx, folder)
                .invoke(secrets -> tx.record(event.with("numberOfSecrets", secrets)))
                .chain(() -> store.delete(tx, folder));
    }

    /** A folder that lies directly in the parent, and nowhere else (security.md T17). */
    private Uni<Folder> child(RecordedTransaction tx, Environment environment, SecretPath parent, String idOrName) {
        return PublicId.parse(idOrName)
                .map(id -> store.findChild(tx, environment.id(), parent, id))
                .orElse(Uni.createFrom().item(Optional.empty()))
                .chain(found -> found.isPresent()
                        ? Uni.createFrom().item(found)
                        : store.find(tx, environment.id(), parent.child(idOrName)))
                .map(found -> found.orElseThrow(() -> FolderNotFound.of(idOrName)));
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

    private static AccessEvent about(AccessEvent event, OpenProject open, List<Folder> renamed) {
        List<Map<String, UUID>> folders = renamed.stream()
                .map(folder -> Map.of("folderId", folder.id(), "environmentId", folder.envId()))
                .toList();
        return event.in(open.id(), null, null).with("folders", folders);
    }

    /** The root, then one folder deeper each, to the path itself. */
    private static List<SecretPath> wayTo(SecretPath path) {
        List<SecretPath> way = new ArrayList<>();
        for (Optional<SecretPath> here = Optional.of(path);
                here.isPresent();
                here = here.get().parent()) {
            way.addFirst(here.get());
        }
        return way;
    }
}
