package dev.claviger.vault.secretimport;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.environment.Environments;
import dev.claviger.vault.folder.Folders;
import dev.claviger.vault.folder.Place;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.secretimport.SecretImportStore.Located;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Shows imports to those who may read them in their folder, and records that. */
@ApplicationScoped
class SecretImportLookups {
    private final SecretImportStore store;
    private final Environments environments;
    private final Folders folders;
    private final Projects projects;
    private final Gate gate;
    private final Outbox outbox;

    SecretImportLookups(
            SecretImportStore store,
            Environments environments,
            Folders folders,
            Projects projects,
            Gate gate,
            Outbox outbox) {
        this.store = store;
        this.environments = environments;
        this.folders = folders;
        this.projects = projects;
        this.gate = gate;
        this.outbox = outbox;
    }

    /** The imports of a folder in their order. */
    Uni<List<SecretImportView>> list(Caller caller, Place place, AccessEvent event) {
        return open(caller, place, Action.READ, event)
                .chain(open -> environments
                        .find(open.id(), place.environment())
                        .chain(environment -> folders.find(environment, place.path()))
                        .chain(folder -> store.all(folder.id())
                                .call(found -> outbox.record(place.in(open.id(), event)
                                        .with("folderId", folder.id())
                                        .with("numberOfImports", found.size()))))
                        .map(found -> found.stream()
                                .map(one -> SecretImportView.of(one, place.path()))
                                .toList()));
    }

    /**
     * Records that somebody asked for what replicates to be brought up to date. It always is, for nothing is copied. Fails with
     * {@link ImportRefused} and {@link SecretImportNotFound}.
     */
    Uni<Void> resync(Caller caller, Place place, UUID id, AccessEvent event) {
        return open(caller, place, Action.EDIT, event)
                .chain(open -> environments
                        .find(open.id(), place.environment())
                        .chain(environment -> folders.find(environment, place.path()))
                        .chain(folder -> store.all(folder.id()))
                        .invoke(found -> requireReplication(found, id))
                        .chain(found -> outbox.record(place.in(open.id(), event)
                                .with("secretImportId", id)
                                .with("replicationResync", true))));
    }

    private static void requireReplication(List<SecretImport> found, UUID id) {
        SecretImport wanted = found.stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new SecretImportNotFound(id.toString()));
        if (!wanted.lendsReadAccess()) {
            throw ImportRefused.noReplication();
        }
    }

    /** One import, in whichever project of the caller's organisation it is. */
    Uni<SecretImportView> byId(Caller caller, UUID id, AccessEvent event) {
        return store.findById(caller.orgId(), id)
                .map(found -> found.orElseThrow(() -> new SecretImportNotFound(id.toString())))
                .call(found -> open(caller, place(found), Action.READ, event))
                .call(found -> outbox.record(place(found)
                        .in(found.projectId(), event)
                        .with("secretImportId", id)
                        .with("folderId", found.secretImport().folderId())))
                .map(SecretImportView::of);
    }

    private Uni<OpenProject> open(Caller caller, Place place, String action, AccessEvent attempt) {
        return projects.open(caller, place.project())
                .call(open -> gate.require(
                        open.permissions(),
                        action,
                        Subject.SECRET_IMPORTS,
                        place.resource(),
                        place.in(open.id(), attempt)));
    }

    private static Place place(Located found) {
        return new Place(new ProjectRef.ById(found.projectId()), found.envSlug(), found.path());
    }
}
