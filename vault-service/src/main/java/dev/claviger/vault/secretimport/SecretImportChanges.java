package dev.claviger.vault.secretimport;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.Environment;
import dev.claviger.vault.environment.Environments;
import dev.claviger.vault.folder.Folder;
import dev.claviger.vault.folder.Folders;
import dev.claviger.vault.folder.Place;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.Projects;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Creates, changes and deletes imports; each together with its event. Whoever points an import somewhere must be able to read the
 * values there, or an import would be a way around the rules (security.md T5).
 */
@ApplicationScoped
class SecretImportChanges {
    private final SecretImportStore store;
    private final Environments environments;
    private final Folders folders;
    private final Projects projects;
    private final Gate gate;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;

    /** The locked target folder, and its imports in their order. */
    private record Target(UUID projectId, Environment environment, Folder folder, List<SecretImport> imports) {}

    /** An import and all of its folder in their order. */
    private record Placed(SecretImport secretImport, List<SecretImport> ordered) {}

    SecretImportChanges(
            SecretImportStore store,
            Environments environments,
            Folders folders,
            Projects projects,
            Gate gate,
            Outbox outbox,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.environments = environments;
        this.folders = folders;
        this.projects = projects;
        this.gate = gate;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * At the end of the folder's imports. Fails with {@link ImportRefused}.
     *
     * @param lends whether readers of the folder need no right at the source; whoever says so may read all of it
     */
    Uni<SecretImport> create(
            Caller caller, Place place, ImportRequests.Source wanted, boolean lends, AccessEvent event) {
        return open(caller, place, Action.CREATE, event)
                .call(open -> gate.guard(
                        place.in(open.id(), event),
                        Uni.createFrom().item(open).invoke(known -> requireSource(known.permissions(), wanted, lends))))
                .chain(open -> outbox.transaction(tx -> lock(tx, caller, open, place, event)
                        .chain(target -> source(tx, target, wanted).map(source -> insertion(target, source, lends)))
                        .call(placed -> store.insert(tx, open.id(), placed.secretImport()))
                        .map(Placed::secretImport)
                        .invoke(created -> tx.record(about(event, open.id(), place, created)))));
    }

    /** Fails with {@link ImportRefused} and {@link SecretImportNotFound}. */
    Uni<SecretImport> update(Caller caller, Place place, UUID id, ImportRequests.Edit edit, AccessEvent event) {
        return open(caller, place, Action.EDIT, event)
                .chain(open -> gate.guard(
                        place.in(open.id(), event),
                        outbox.transaction(tx -> lock(tx, caller, open, place, event)
                                .chain(target -> change(tx, target, id, edit, open.permissions()))
                                .call(placed -> store.update(tx, placed.secretImport()))
                                .call(placed -> store.number(tx, placed.ordered()))
                                .map(Placed::secretImport)
                                .invoke(changed -> tx.record(about(event, open.id(), place, changed))))));
    }

    /** Closes the gap it leaves. Fails with {@link SecretImportNotFound}. */
    Uni<SecretImport> delete(Caller caller, Place place, UUID id, AccessEvent event) {
        return open(caller, place, Action.DELETE, event)
                .chain(open -> outbox.transaction(tx -> lock(tx, caller, open, place, event)
                        .map(target -> removal(target, id))
                        .call(placed -> store.delete(tx, placed.secretImport().id()))
                        .call(placed -> store.number(tx, placed.ordered()))
                        .map(Placed::secretImport)
                        .invoke(gone -> tx.record(about(event, open.id(), place, gone)))));
    }

    private Uni<OpenProject> open(Caller caller, Place place, String action, AccessEvent event) {
        return projects.open(caller, place.project())
                .call(open -> gate.require(
                        open.permissions(),
                        action,
                        Subject.SECRET_IMPORTS,
                        place.resource(),
                        place.in(open.id(), event)));
    }

    private static void requireSource(Permissions permissions, ImportRequests.Source wanted, boolean lends) {
        permissions.require(Action.READ_VALUE, Subject.SECRETS, resource(wanted));
        if (lends) {
            permissions.requireReadsAllOf(
                    wanted.environment().text(), wanted.path().text());
        }
    }

    private static Resource resource(ImportRequests.Source wanted) {
        return Resource.folder(wanted.environment().text(), wanted.path().text());
    }

    private Uni<Target> lock(RecordedTransaction tx, Caller caller, OpenProject open, Place place, AccessEvent event) {
        return projects.commit(tx, open.id(), caller, event)
                .chain(() -> environments.find(tx, open.id(), place.environment()))
                .chain(environment -> folders.find(tx, environment, place.path())
                        .chain(folder -> store.all(tx, folder.id())
                                .map(all -> new Target(open.id(), environment, folder, all))));
    }

    /** The source with its environment, which must exist; its folder may come later. */
    private Uni<SecretImport.Source> source(RecordedTransaction tx, Target target, ImportRequests.Source wanted) {
        return environments
                .find(tx, target.projectId(), wanted.environment())
                .map(environment -> new SecretImport.Source(
                        environment.id(), environment.name(), environment.slug(), wanted.path()));
    }

    private Placed insertion(Target target, SecretImport.Source source, boolean lends) {
        refuseUnfit(target, target.imports(), source);
        Instant now = clock.instant();
        SecretImport fresh = new SecretImport(
                ids.nextPublic(), target.folder().id(), source, target.imports().size() + 1, lends, 1, now, now);
        return placed(target.imports(), fresh, target.imports().size());
    }

    private Uni<Placed> change(
            RecordedTransaction tx, Target target, UUID id, ImportRequests.Edit edit, Permissions permissions) {
        SecretImport current = one(target, id);
        ImportRequests.Source wanted = edit.applyTo(current.source());
        requireSource(permissions, wanted, current.lendsReadAccess());
        return source(tx, target, wanted).map(source -> replaced(target, current, source, edit));
    }

    private Placed replaced(Target target, SecretImport current, SecretImport.Source source, ImportRequests.Edit edit) {
        List<SecretImport> others = without(target, current);
        refuseUnfit(target, others, source);
        SecretImport changed = new SecretImport(
                current.id(),
                current.folderId(),
                source,
                current.position(),
                current.lendsReadAccess(),
                current.version() + 1,
                current.createdAt(),
                clock.instant());
        int index = edit.position() == 0 ? target.imports().indexOf(current) : edit.position() - 1;
        return placed(others, changed, Math.min(index, others.size()));
    }

    private static Placed removal(Target target, UUID id) {
        SecretImport gone = one(target, id);
        return new Placed(gone, without(target, gone));
    }

    private static Placed placed(List<SecretImport> others, SecretImport secretImport, int index) {
        SecretImport there = secretImport.at(index + 1);
        List<SecretImport> ordered = new ArrayList<>(others);
        ordered.add(index, there);
        return new Placed(there, ordered);
    }

    private static void refuseUnfit(Target target, List<SecretImport> others, SecretImport.Source source) {
        if (source.envId().equals(target.environment().id())
                && source.path().equals(target.folder().path())) {
            throw ImportRefused.ofItself();
        }
        if (others.stream().anyMatch(other -> other.source().isSameFolderAs(source))) {
            throw ImportRefused.twice();
        }
    }

    private static SecretImport one(Target target, UUID id) {
        return target.imports().stream()
                .filter(found -> found.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new SecretImportNotFound(id.toString()));
    }

    private static List<SecretImport> without(Target target, SecretImport one) {
        return target.imports().stream()
                .filter(other -> !other.id().equals(one.id()))
                .toList();
    }

    private static AccessEvent about(AccessEvent event, UUID projectId, Place place, SecretImport secretImport) {
        return place.in(projectId, event)
                .with("secretImportId", secretImport.id())
                .with("folderId", secretImport.folderId())
                .with("importFromEnvironment", secretImport.source().envSlug())
                .with("importFromSecretPath", secretImport.source().path())
                .with("isReplication", secretImport.lendsReadAccess())
                .with("importToEnvironment", place.environment())
                .with("importToSecretPath", place.path())
                .with("position", secretImport.position());
    }
}
