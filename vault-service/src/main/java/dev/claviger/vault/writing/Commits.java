package dev.claviger.vault.writing;

import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.approval.Proposals;
import dev.claviger.vault.approval.Proposed;
import dev.claviger.vault.environment.Protection;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Changes secrets and folders of one folder in one revision of the project, all of it or nothing, each as if it were changed alone. */
@ApplicationScoped
class Commits {
    private final Views views;
    private final Projects projects;
    private final Images images;
    private final Writes writes;
    private final CommitFolders folders;
    private final CommitIdStore ids;
    private final Protection protection;
    private final Proposals proposals;
    private final Outbox outbox;

    Commits(
            Views views,
            Projects projects,
            Images images,
            Writes writes,
            CommitFolders folders,
            CommitIdStore ids,
            Protection protection,
            Proposals proposals,
            Outbox outbox) {
        this.views = views;
        this.projects = projects;
        this.images = images;
        this.writes = writes;
        this.folders = folders;
        this.ids = ids;
        this.protection = protection;
        this.proposals = proposals;
        this.outbox = outbox;
    }

    /** What is done while the project is locked. */
    private record Work(View view, long revision, FolderImage.Folder folder, CommitOrder order, Attempt attempt) {}

    /** Rights are asked before the project is locked and again with it locked. Fails as the single changes do. */
    Uni<Committed> commit(CommitOrder order, Attempt attempt) {
        attempt.at(order.spot().place());
        return views.openToWrite(attempt, order.spot().project())
                .call(view -> requireRights(view, order))
                .chain(view -> outbox.transaction(tx -> commit(tx, view, order, attempt)))
                .onFailure(Proposed.class)
                .recoverWithUni(covered -> proposals.submit(covered, attempt).map(Committed::waiting));
    }

    private static Uni<Void> requireRights(View view, CommitOrder order) {
        order.requireFolderRights(view);
        return order.secrets()
                .map(change -> Writes.requireRights(view, order.spot(), change))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Committed> commit(RecordedTransaction tx, View seen, CommitOrder order, Attempt attempt) {
        return projects.commit(tx, seen.project().id(), attempt.caller(), order.message())
                .chain(revision -> views.locked(tx, attempt, seen, revision)
                        .chain(view -> folder(tx, view, order)
                                .map(folder -> new Work(view, revision, folder, order, attempt))))
                .chain(work -> carryOut(tx, work));
    }

    private Uni<FolderImage.Folder> folder(RecordedTransaction tx, View view, CommitOrder order) {
        return images.current(tx, view.project().id(), order.spot().place(), order.keys())
                .invoke(view::know)
                .invoke(() -> order.requireRights(view))
                .map(Writes::requireFolder);
    }

    private Uni<Committed> carryOut(RecordedTransaction tx, Work work) {
        return writeSecrets(tx, work)
                .chain(secrets -> folders.carryOut(tx, work.view(), work.order(), work.attempt())
                        .chain(changed -> ids.find(tx, work.folder().id(), work.revision())
                                .map(id -> Committed.done(id.orElse(null), secrets, changed))));
    }

    /** Returns how many it wrote. */
    private Uni<Integer> writeSecrets(RecordedTransaction tx, Work work) {
        return work.order()
                .secrets()
                .map(change -> write(tx, work, change).map(plan -> plan.answer().size()))
                .orElseGet(() -> Uni.createFrom().item(0));
    }

    /** Secrets alone can be proposed as they are. A request has no place for folders, and one half must not go without the other. */
    private Uni<Plan> write(RecordedTransaction tx, Work work, Change change) {
        if (work.order().folders().isNothing()) {
            return writes.carryOutOrPropose(tx, work.view(), work.folder(), change, work.attempt());
        }
        Place place = work.folder().place();
        return protection
                .requireFree(
                        tx,
                        work.attempt().caller(),
                        work.view().project().id(),
                        place.environment(),
                        List.of(place.path()))
                .chain(() -> writes.carryOut(tx, work.view(), work.folder(), change, work.attempt()));
    }
}
