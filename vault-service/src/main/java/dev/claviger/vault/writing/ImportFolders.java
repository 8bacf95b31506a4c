package dev.claviger.vault.writing;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.environment.Environments;
import dev.claviger.vault.folder.Folder;
import dev.claviger.vault.folder.FolderGrowth;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.EventParts;
import dev.claviger.vault.secret.View;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Makes the folders that an import needs, each with its event, where the caller may. */
@ApplicationScoped
class ImportFolders {
    private final Environments environments;
    private final FolderGrowth growth;
    private final EventParts parts;

    ImportFolders(Environments environments, FolderGrowth growth, EventParts parts) {
        this.environments = environments;
        this.growth = growth;
        this.parts = parts;
    }

    /** Does nothing where the folder is there. The project has to be locked. */
    Uni<Void> make(RecordedTransaction tx, View view, Place place, Attempt attempt) {
        UUID projectId = view.project().id();
        return environments
                .find(tx, projectId, new EnvironmentSlug(place.environment()))
                .chain(environment -> growth.grow(
                        tx,
                        environment,
                        SecretPath.canonical(place.path()),
                        null,
                        parent -> view.require(Action.CREATE, Subject.SECRET_FOLDERS, parent)))
                .invoke(fresh -> fresh.forEach(folder -> tx.record(event(place, folder, attempt))))
                .replaceWithVoid();
    }

    private AccessEvent event(Place place, Folder folder, Attempt attempt) {
        String parent = folder.path().parent().orElse(SecretPath.ROOT).text();
        return parts.withOwnId(attempt.event())
                .named("create-folder")
                .in(folder.projectId(), place.environment(), parent)
                .with("folderId", folder.id())
                .with("folderName", folder.name())
                .with("folderPath", folder.path());
    }
}
