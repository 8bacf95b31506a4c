package dev.claviger.vault.history;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.folder.FolderNotFound;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.history.Level.FolderAt;
import dev.claviger.vault.history.Level.ImportAt;
import dev.claviger.vault.history.Level.SecretAt;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.EventParts;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes folders back to what they were (http-api.md 5.7); each way back is a commit of its own. */
@ApplicationScoped
class Rollbacks {
    private final Views views;
    private final Projects projects;
    private final CommitStore commits;
    private final LevelStore levels;
    private final Reshaping reshaping;
    private final Outbox outbox;
    private final EventParts parts;

    Rollbacks(
            Views views,
            Projects projects,
            CommitStore commits,
            LevelStore levels,
            Reshaping reshaping,
            Outbox outbox,
            EventParts parts) {
        this.views = views;
        this.projects = projects;
        this.commits = commits;
        this.levels = levels;
        this.reshaping = reshaping;
        this.outbox = outbox;
        this.parts = parts;
    }

    /** Which folder is to become again what it was right after which commit. */
    record Wanted(ProjectRef project, UUID commitId, UUID folderId, String environment, boolean deep, String message) {}

    /** How much was changed. */
    record Outcome(boolean success, int secretChangesCount, int folderChangesCount, int totalChanges) {}

    /** What was undone. */
    record Reverted(
            boolean success,
            String message,
            UUID originalCommitId,
            @Nullable UUID revertCommitId,
            int changesReverted) {}

    /** What is done while the project is locked. */
    private interface Work<T> {
        Uni<T> on(RecordedTransaction tx, Found found);
    }

    private record Found(View view, FolderCommit commit, Moment now) {}

    /**
     * What a rollback did.
     *
     * @param own the commit that it is in the folder; nothing where the folder itself was as wanted
     */
    record Rolled(Reshaping.Done done, Optional<FolderCommit> own) {
        Outcome outcome() {
            return new Outcome(true, done.secrets(), done.folders() + done.imports(), done.total());
        }
    }

    /** Fails with {@link CommitNotFound}, {@link FolderNotFound} and {@link NotRestorable} among others. */
    Uni<Rolled> rollBack(Wanted wanted, Attempt attempt) {
        return inCommit(
                wanted.project(),
                wanted.commitId(),
                wanted.message(),
                attempt,
                (tx, found) -> rollBack(tx, found, wanted, attempt)
                        .invoke(done -> events(about(wanted, attempt), done).forEach(tx::record))
                        .chain(done ->
                                commits.find(tx, found.now(), wanted.folderId()).map(own -> new Rolled(done, own))));
    }

    private static AccessEvent about(Wanted wanted, Attempt attempt) {
        return attempt.event()
                .with("targetCommitId", wanted.commitId())
                .with("folderId", wanted.folderId())
                .with("deepRollback", wanted.deep())
                .with("message", wanted.message());
    }

    private Uni<Reshaping.Done> rollBack(RecordedTransaction tx, Found found, Wanted wanted, Attempt attempt) {
        Moment then = new Moment(found.now().projectId(), found.commit().number());
        return spot(tx, found, wanted.folderId())
                .invoke(spot -> requireEnvironment(spot, wanted, found.commit()))
                .invoke(spot -> attempt.at(spot.place()))
                .chain(spot -> differences(tx, found.now(), then, wanted.folderId(), spot.path(), wanted.deep())
                        .map(changes -> order(found, attempt, spot, wanted.folderId(), changes)))
                .chain(order -> reshaping.carryOut(tx, order));
    }

    /** A commit of one environment says nothing about another. */
    private static void requireEnvironment(LevelStore.Spot spot, Wanted wanted, FolderCommit commit) {
        if (!spot.environment().equals(wanted.environment())) {
            throw FolderNotFound.of(wanted.folderId().toString());
        }
        if (!spot.environment().equals(commit.environment())) {
            throw CommitNotFound.of(commit.id());
        }
    }

    /** Undoes one commit. What it changed must not have changed since. */
    Uni<Reverted> revert(ProjectRef project, UUID commitId, Attempt attempt) {
        return inCommit(
                project,
                commitId,
                "revert commit",
                attempt,
                (tx, found) -> revert(tx, found, attempt)
                        .invoke(done -> events(
                                        attempt.event()
                                                .with("commitId", commitId)
                                                .with("changesReverted", done.total()),
                                        done)
                                .forEach(tx::record))
                        .chain(done -> commits.find(
                                        tx, found.now(), found.commit().folderId())
                                .map(own -> new Reverted(
                                        true,
                                        "Changes reverted successfully",
                                        commitId,
                                        own.map(FolderCommit::id).orElse(null),
                                        done.total()))));
    }

    private Uni<Reshaping.Done> revert(RecordedTransaction tx, Found found, Attempt attempt) {
        UUID folderId = found.commit().folderId();
        Moment after = new Moment(found.now().projectId(), found.commit().number());
        return spot(tx, found, folderId)
                .invoke(spot -> attempt.at(spot.place()))
                .chain(spot -> differences(tx, after, after.before(), folderId, spot.path(), false)
                        .call(changes -> requireUntouched(tx, found, changes))
                        .map(changes -> order(found, attempt, spot, folderId, changes)))
                .chain(order -> reshaping.carryOut(tx, order));
    }

    /** Everything stands as the commit left it. */
    private Uni<Void> requireUntouched(RecordedTransaction tx, Found found, List<FolderDifference> changes) {
        List<UUID> touched = changes.stream().map(FolderDifference::folderId).toList();
        return levels.levels(tx, found.now(), touched, false)
                .invoke(now -> changes.forEach(folder -> {
                    Level present = now.getOrDefault(folder.folderId(), Level.EMPTY);
                    requireUntouched(folder, present);
                    requireUnused(folder, present);
                }))
                .replaceWithVoid();
    }

    private static void requireUntouched(FolderDifference folder, Level now) {
        folder.secrets()
                .forEach(change -> require(
                        Objects.equals(now.secrets().get(change.latest().id()), change.before()),
                        "Secret '%s'".formatted(change.latest().key())));
        folder.folders()
                .forEach(change -> require(
                        Objects.equals(now.folders().get(change.latest().id()), change.before()),
                        "Folder '%s'".formatted(change.latest().name())));
        folder.imports()
                .forEach(change -> require(
                        Objects.equals(now.imports().get(change.latest().id()), change.before()),
                        "The import of '%s'".formatted(change.latest().sourcePath())));
    }

    /** Nothing else has taken a name that is to come back. What the commit changed gives its name away. */
    private static void requireUnused(FolderDifference folder, Level now) {
        Set<String> keys =
                names(now.secrets(), folder.secrets(), change -> change.latest().id(), SecretAt::key);
        for (Difference.OfSecret change : folder.secrets()) {
            @Nullable SecretAt after = change.after();
            if (after != null && keys.contains(after.key())) {
                throw NotRestorable.inUse("Secret '%s'".formatted(after.key()));
            }
        }
        Set<String> names =
                names(now.folders(), folder.folders(), change -> change.latest().id(), FolderAt::name);
        for (Difference.OfFolder change : folder.folders()) {
            @Nullable FolderAt after = change.after();
            if (after != null && names.contains(after.name())) {
                throw NotRestorable.inUse("Folder '%s'".formatted(after.name()));
            }
        }
        Set<String> sources =
                names(now.imports(), folder.imports(), change -> change.latest().id(), Rollbacks::source);
        for (Difference.OfImport change : folder.imports()) {
            @Nullable ImportAt after = change.after();
            if (after != null && sources.contains(source(after))) {
                throw NotRestorable.inUse("The import of '%s'".formatted(after.sourcePath()));
            }
        }
    }

    /** What those of today are called that the commit left alone. */
    private static <T, D extends Difference> Set<String> names(
            Map<UUID, T> now, List<D> changes, Function<D, UUID> id, Function<T, String> name) {
        Map<UUID, T> others = new HashMap<>(now);
        changes.forEach(change -> others.remove(id.apply(change)));
        return others.values().stream().map(name).collect(Collectors.toSet());
    }

    private static String source(ImportAt found) {
        return found.sourceEnvId() + ":" + found.sourcePath();
    }

    private static void require(boolean untouched, String what) {
        if (!untouched) {
            throw NotRestorable.changedSince(what);
        }
    }

    private <T> Uni<T> inCommit(ProjectRef project, UUID commitId, String message, Attempt attempt, Work<T> work) {
        return views.openToWrite(attempt, project)
                .invoke(Rollbacks::requireRight)
                .chain(seen -> outbox.transaction(tx -> projects.commit(
                                tx, seen.project().id(), attempt.caller(), message)
                        .chain(revision -> views.locked(tx, attempt, seen, revision)
                                .invoke(Rollbacks::requireRight)
                                .chain(view -> commits.find(tx, view.project().id(), commitId)
                                        .map(found -> found.orElseThrow(() -> CommitNotFound.of(commitId)))
                                        .map(commit -> new Found(
                                                view,
                                                commit,
                                                new Moment(view.project().id(), revision)))))
                        .chain(found -> work.on(tx, found))));
    }

    private static void requireRight(View view) {
        view.require(Action.PERFORM_ROLLBACK, Subject.COMMITS, Resource.NONE);
    }

    private Uni<LevelStore.Spot> spot(RecordedTransaction tx, Found found, UUID folderId) {
        return levels.spot(tx, found.now(), folderId)
                .map(spot -> spot.orElseThrow(() -> FolderNotFound.of(folderId.toString())));
    }

    private static Reshaping.Order order(
            Found found, Attempt attempt, LevelStore.Spot spot, UUID folderId, List<FolderDifference> changes) {
        return new Reshaping.Order(
                found.view(), attempt.caller(), found.commit().envId(), spot.environment(), folderId, changes);
    }

    private Uni<List<FolderDifference>> differences(
            RecordedTransaction tx, Moment from, Moment to, UUID folderId, SecretPath path, boolean deep) {
        return new Comparison(
                        (moment, folderIds, below) -> levels.levels(tx, moment, folderIds, below),
                        new Comparison.Span(from, to))
                .of(folderId, path, deep);
    }

    private List<AccessEvent> events(AccessEvent event, Reshaping.Done done) {
        return parts.about(event.with("totalChanges", done.total()), done.refs());
    }
}
