package dev.claviger.vault.folder;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.Environment;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Finds the folder a request is about. */
@ApplicationScoped
public class Folders {
    private final FolderStore store;

    Folders(FolderStore store) {
        this.store = store;
    }

    /** Fails with {@link FolderNotFound}. */
    public Uni<Folder> find(Environment environment, SecretPath path) {
        return store.find(environment.id(), path)
                .map(found -> found.orElseThrow(
                        () -> FolderNotFound.of(environment.slug().text(), path)));
    }

    /** The same inside a transaction that has locked the project: it stays until the end. */
    public Uni<Folder> find(RecordedTransaction tx, Environment environment, SecretPath path) {
        return store.find(tx, environment.id(), path)
                .map(found -> found.orElseThrow(
                        () -> FolderNotFound.of(environment.slug().text(), path)));
    }
}
