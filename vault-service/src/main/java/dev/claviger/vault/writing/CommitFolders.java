package dev.claviger.vault.writing;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.environment.Environments;
import dev.claviger.vault.folder.DeletedFolder;
import dev.claviger.vault.folder.Folder;
import dev.claviger.vault.folder.FolderOrders;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.EventParts;
import dev.claviger.vault.secret.View;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The folders of a commit, each with the event that it leaves when it is changed alone. */
@ApplicationScoped
class CommitFolders {
    private final Environments environments;
    private final FolderOrders orders;
    private final EventParts parts;

    CommitFolders(Environments environments, FolderOrders orders, EventParts parts) {
        this.environments = environments;
        this.orders = orders;
        this.parts = parts;
    }

    /** Returns how many it changed. The project is locked; rights have been asked. */
    Uni<Integer> carryOut(RecordedTransaction tx, View view, CommitOrder order, Attempt attempt) {
        return order.folders().isNothing()
                ? Uni.createFrom().item(0)
                : environments
                        .find(
                                tx,
                                view.project().id(),
                                new EnvironmentSlug(order.spot().place().environment()))
                        .chain(environment ->
                                orders.carryOut(tx, attempt.caller(), environment, order.path(), order.folders()))
                        .invoke(done -> record(tx, done, attempt))
                        .map(FolderOrders.Done::size);
    }

    private void record(RecordedTransaction tx, FolderOrders.Done done, Attempt attempt) {
        done.deleted().forEach(gone -> tx.record(about("delete-folder", gone, attempt)));
        done.renamed().forEach(folder -> tx.record(about("update-folder", folder, attempt)));
        done.created().forEach(folder -> tx.record(about("create-folder", folder, attempt)));
    }

    private AccessEvent about(String name, DeletedFolder gone, Attempt attempt) {
        return about(name, gone.folder(), attempt).with("numberOfSecrets", gone.secrets());
    }

    private AccessEvent about(String name, Folder folder, Attempt attempt) {
        return parts.withOwnId(attempt.event())
                .named(name)
                .with("folderId", folder.id())
                .with("folderName", folder.name())
                .with("folderPath", folder.path());
    }
}
