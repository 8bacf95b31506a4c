package dev.claviger.vault.folder;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.vault.environment.Environment;
import dev.claviger.vault.environment.Environments;
import dev.claviger.vault.folder.FolderStore.Dated;
import dev.claviger.vault.folder.FolderStore.Located;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Shows folders. Who may read a folder sees the names of the folders in it; the same question decides for each folder of a
 * recursive list and for a single folder (security.md T4).
 */
@ApplicationScoped
class FolderLookups {
    private final FolderStore store;
    private final Environments environments;
    private final Projects projects;
    private final Gate gate;

    FolderLookups(FolderStore store, Environments environments, Projects projects, Gate gate) {
        this.store = store;
        this.environments = environments;
        this.projects = projects;
        this.gate = gate;
    }

    /** The folders directly in the place; none when there is no such place in the environment. */
    Uni<List<FolderView>> children(Caller caller, Place place, Instant modifiedSince, AccessEvent attempt) {
        return open(caller, place, attempt)
                .chain(open -> environments.find(open.id(), place.environment()))
                .chain(environment -> store.children(environment.id(), place.path()))
                .map(found -> found.stream()
                        .filter(folder -> isModified(folder, modifiedSince))
                        .map(FolderView::of)
                        .toList());
    }

    /** All folders below the place that the caller may see, with their paths relative to it. */
    Uni<List<FolderView>> descendants(Caller caller, Place place, Instant modifiedSince, AccessEvent attempt) {
        return open(caller, place, attempt)
                .chain(open -> environments
                        .find(open.id(), place.environment())
                        .chain(environment -> store.descendants(environment.id(), place.path())
                                .map(found -> visible(found, environment, open.permissions()))))
                .map(found -> found.stream()
                        .filter(folder -> isModified(folder, modifiedSince))
                        .map(folder -> FolderView.below(place.path(), folder))
                        .toList());
    }

    /** One folder, in whichever project of the caller's organisation it is. */
    Uni<FolderView> byId(Caller caller, String id, UUID folderId, AccessEvent attempt) {
        return store.findById(caller.orgId(), folderId)
                .map(found -> found.orElseThrow(() -> FolderNotFound.of(id)))
                .call(found -> requireRead(caller, found, attempt))
                .map(FolderView::of);
    }

    private Uni<OpenProject> open(Caller caller, Place place, AccessEvent attempt) {
        return projects.open(caller, place.project())
                .call(open -> gate.require(
                        open.permissions(),
                        Action.READ,
                        Subject.SECRET_FOLDERS,
                        place.resource(),
                        place.in(open.id(), attempt)));
    }

    private Uni<Void> requireRead(Caller caller, Located found, AccessEvent attempt) {
        Folder folder = found.folder();
        SecretPath parent = folder.path().parent().orElse(SecretPath.ROOT);
        AccessEvent there = attempt.in(folder.projectId(), found.environmentSlug(), parent.text());
        return projects.open(caller, new ProjectRef.ById(folder.projectId()))
                .chain(open -> gate.require(
                        open.permissions(),
                        Action.READ,
                        Subject.SECRET_FOLDERS,
                        Resource.folder(found.environmentSlug(), parent.text()),
                        there));
    }

    private static List<Dated> visible(List<Dated> found, Environment environment, Permissions permissions) {
        return found.stream()
                .filter(dated -> mayList(environment, dated.folder(), permissions))
                .toList();
    }

    private static boolean mayList(Environment environment, Folder folder, Permissions permissions) {
        SecretPath parent = folder.path().parent().orElse(SecretPath.ROOT);
        Resource resource = Resource.folder(environment.slug().text(), parent.text());
        return permissions.allows(Action.READ, Subject.SECRET_FOLDERS, resource);
    }

    private static boolean isModified(Dated folder, Instant since) {
        Instant last = folder.lastSecretModified();
        return since.equals(Instant.MIN) || (last != null && !last.isBefore(since));
    }
}
