package dev.claviger.vault.history;

import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.Environments;
import dev.claviger.vault.folder.Folders;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.history.Histories.FolderRef;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.SecretNotFound;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Secrets that were deleted: shows them, brings them back, destroys them before their time. */
@ApplicationScoped
class DeletedSecrets {
    private static final int MOST = 1000;

    private final Views views;
    private final Projects projects;
    private final Environments environments;
    private final Folders folders;
    private final DeletedStore store;
    private final LevelStore levels;
    private final PastStore pasts;
    private final Reshaping reshaping;
    private final HistoryConfig config;
    private final Outbox outbox;

    DeletedSecrets(
            Views views,
            Projects projects,
            Environments environments,
            Folders folders,
            DeletedStore store,
            LevelStore levels,
            PastStore pasts,
            Reshaping reshaping,
            HistoryConfig config,
            Outbox outbox) {
        this.views = views;
        this.projects = projects;
        this.environments = environments;
        this.folders = folders;
        this.store = store;
        this.levels = levels;
        this.pasts = pasts;
        this.reshaping = reshaping;
        this.config = config;
        this.outbox = outbox;
    }

    /** A deleted secret in an answer, without its value. */
    record DeletedSecret(
            UUID id,
            String secretKey,
            int version,
            String environment,
            String secretPath,
            Instant deletedAt,
            CommitObject.ActorObject deletedBy,
            Instant restorableUntil) {}

    /** The answer of a list. */
    record Deletions(List<DeletedSecret> deletedSecrets) {}

    /** The answer about one. */
    record Deletion(DeletedSecret deletedSecret) {}

    private record Known(DeletedStore.Deleted deleted, Place place) {}

    /** Of one folder, the latest deletion first; those alone that the caller may know of. */
    Uni<Deletions> list(FolderRef folder, Attempt attempt) {
        attempt.at(folder.place());
        return views.open(attempt, folder.project())
                .invoke(view -> view.require(Action.DESCRIBE_SECRET, folder.place()))
                .chain(view -> environments
                        .find(view.project().id(), folder.environment())
                        .chain(environment -> folders.find(environment, folder.path()))
                        .chain(found -> store.ofFolder(found.id(), MOST))
                        .chain(all -> known(view, folder.place(), all)))
                .map(Deletions::new)
                .call(found -> outbox.record(attempt.event()
                        .with("numberOfSecrets", found.deletedSecrets().size())));
    }

    private Uni<List<DeletedSecret>> known(View view, Place place, List<DeletedStore.Deleted> all) {
        return pasts.those(
                        view.project().id(),
                        all.stream().map(one -> one.secret().versioned()).toList())
                .map(found -> all.stream()
                        .filter(one ->
                                mayKnow(view, place, found.get(one.secret().versioned())))
                        .map(one -> view(one, place))
                        .toList());
    }

    private static boolean mayKnow(View view, Place place, @Nullable Past past) {
        return past != null && past.allows(Action.DESCRIBE_SECRET, view, place);
    }

    private DeletedSecret view(DeletedStore.Deleted deleted, Place place) {
        return new DeletedSecret(
                deleted.secret().id(),
                deleted.secret().key(),
                deleted.secret().version(),
                place.environment(),
                place.path(),
                deleted.at(),
                new CommitObject.ActorObject(deleted.by().id(), deleted.by().name()),
                deleted.at().plus(config.undeleteWindow()));
    }

    /** Brings it back where it was. Fails with {@link SecretNotFound} and {@link NotRestorable} among others. */
    Uni<Deletion> restore(ProjectRef project, UUID secretId, Attempt attempt) {
        return inCommit(
                project,
                secretId,
                Action.CREATE,
                attempt,
                (tx, view, known) -> store.isTaken(
                                tx,
                                known.deleted().folderId(),
                                known.deleted().secret().key())
                        .invoke(taken -> refuseTaken(taken, known))
                        .chain(() -> reshaping.carryOut(tx, order(view, known, attempt)))
                        .invoke(done ->
                                tx.record(attempt.event().about(done.refs()).with("secretId", secretId)))
                        .replaceWith(() -> new Deletion(view(known.deleted(), known.place()))));
    }

    private static void refuseTaken(boolean taken, Known known) {
        if (taken) {
            throw NotRestorable.taken(known.deleted().secret().key());
        }
    }

    private static Reshaping.Order order(View view, Known known, Attempt attempt) {
        FolderDifference change = new FolderDifference(
                known.deleted().folderId(),
                SecretPath.canonical(known.place().path()),
                List.of(new Difference.OfSecret(null, known.deleted().secret())),
                List.of(),
                List.of());
        return new Reshaping.Order(
                view,
                attempt.caller(),
                known.deleted().envId(),
                known.place().environment(),
                known.deleted().folderId(),
                List.of(change));
    }

    /** Destroys all it ever held. Fails with {@link SecretNotFound} among others. */
    Uni<Deletion> destroy(ProjectRef project, UUID secretId, Attempt attempt) {
        return inCommit(
                project,
                secretId,
                Action.DELETE,
                attempt,
                (tx, view, known) -> store.destroy(tx, List.of(secretId))
                        .invoke(versions -> tx.record(attempt.event()
                                .with("secretId", secretId)
                                .with("secretKey", known.deleted().secret().key())
                                .with("versions", versions)))
                        .replaceWith(() -> new Deletion(view(known.deleted(), known.place()))));
    }

    /** What is done to a deleted secret while the project is locked. */
    private interface Work {
        Uni<Deletion> on(RecordedTransaction tx, View view, Known known);
    }

    private Uni<Deletion> inCommit(ProjectRef project, UUID secretId, String action, Attempt attempt, Work work) {
        return views.openToWrite(attempt, project)
                .chain(seen -> outbox.transaction(tx -> projects.commit(
                                tx, seen.project().id(), attempt.caller(), attempt.event())
                        .chain(revision -> views.locked(tx, attempt, seen, revision)
                                .chain(view -> find(tx, view, revision, secretId, action, attempt)
                                        .chain(known -> work.on(tx, view, known))))));
    }

    private Uni<Known> find(
            RecordedTransaction tx, View view, long revision, UUID secretId, String action, Attempt attempt) {
        UUID projectId = view.project().id();
        Moment now = new Moment(projectId, revision);
        return store.find(tx, projectId, secretId)
                .map(found -> found.orElseThrow(() -> SecretNotFound.of(secretId)))
                .chain(deleted -> levels.spot(tx, now, deleted.folderId())
                        .map(spot -> spot.orElseThrow(NotRestorable::folderGone))
                        .invoke(spot -> attempt.at(spot.place()))
                        .chain(spot -> pasts.those(
                                        tx, projectId, List.of(deleted.secret().versioned()))
                                .map(kept -> known(view, deleted, spot, kept, action))));
    }

    /** Who may not know of it learns no more than that there is none. */
    private static Known known(
            View view,
            DeletedStore.Deleted deleted,
            LevelStore.Spot spot,
            Map<Level.Version, Past> kept,
            String action) {
        Level.SecretAt secret = deleted.secret();
        @Nullable Past past = kept.get(secret.versioned());
        if (past == null || !past.allows(Action.DESCRIBE_SECRET, view, spot.place())) {
            throw SecretNotFound.of(secret.id());
        }
        view.require(action, spot.place(), secret.key(), past.secret().tags());
        return new Known(deleted, spot.place());
    }
}
