package dev.claviger.vault.history;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.environment.Environment;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.environment.Environments;
import dev.claviger.vault.folder.FolderNotFound;
import dev.claviger.vault.folder.Folders;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.EventParts;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the history of folders, and records that. */
@ApplicationScoped
class Histories {
    private final Views views;
    private final Environments environments;
    private final Folders folders;
    private final CommitStore commits;
    private final LevelStore levels;
    private final Teller teller;
    private final Outbox outbox;
    private final EventParts parts;

    Histories(
            Views views,
            Environments environments,
            Folders folders,
            CommitStore commits,
            LevelStore levels,
            Teller teller,
            Outbox outbox,
            EventParts parts) {
        this.views = views;
        this.environments = environments;
        this.folders = folders;
        this.commits = commits;
        this.levels = levels;
        this.teller = teller;
        this.outbox = outbox;
        this.parts = parts;
    }

    /** A folder as it is named today. */
    record FolderRef(ProjectRef project, EnvironmentSlug environment, SecretPath path) {
        Place place() {
            return new Place(environment.text(), path.text());
        }
    }

    /** Some of the commits. */
    record Page(@Nullable String search, boolean oldestFirst, long offset, long limit) {}

    /** How many commits there are. */
    record Count(long count, UUID folderId) {}

    /** Some of the commits, and how many there are. */
    record CommitPage(List<CommitObject> commits, long total, boolean hasMore) {}

    /** One commit with its changes. */
    record Changes(CommitObject changes) {}

    /** One thing that a folder held. */
    record Held(
            String type,
            UUID id,
            UUID versionId,
            @Nullable String secretKey,
            @Nullable Integer secretVersion,
            @Nullable String folderName,
            @Nullable Integer folderVersion) {}

    /** Fails with {@link FolderNotFound} among others. */
    Uni<Count> count(FolderRef folder, Attempt attempt) {
        attempt.at(folder.place());
        return open(folder.project(), attempt)
                .chain(view -> folder(view, folder))
                .chain(id -> commits.count(id, null).map(count -> new Count(count, id)))
                .call(found -> outbox.record(attempt.event().with("commitCount", found.count())));
    }

    /** Fails with {@link FolderNotFound} among others. */
    Uni<CommitPage> list(FolderRef folder, Page page, Attempt attempt) {
        attempt.at(folder.place());
        return open(folder.project(), attempt)
                .chain(view -> folder(view, folder))
                .chain(id -> page(id, page))
                .call(found -> outbox.record(
                        attempt.event().with("commitCount", found.commits().size())));
    }

    private Uni<CommitPage> page(UUID folderId, Page page) {
        return commits.count(folderId, page.search())
                .chain(total -> commits.page(folderId, page.search(), page.oldestFirst(), page.offset(), page.limit())
                        .map(found -> new CommitPage(
                                found.stream().map(CommitObject::of).toList(),
                                total,
                                page.offset() + found.size() < total)));
    }

    /** What one commit changed in its folder. Fails with {@link CommitNotFound} among others. */
    Uni<Changes> changes(ProjectRef project, UUID commitId, boolean withValues, Attempt attempt) {
        return views.reading(
                        attempt,
                        project,
                        view -> required(view)
                                .chain(() -> find(view, commitId))
                                .chain(commit -> told(view, commit, withValues)
                                        .map(told -> new Read<>(
                                                new Changes(CommitObject.of(commit, told)), told.read(), told.size()))))
                .call(read -> record(attempt.event().with("commitId", commitId), read))
                .map(Read::answer);
    }

    private record Read<T>(T answer, List<SecretRef> values, int size) {}

    private Uni<Told> told(View view, FolderCommit commit, boolean withValues) {
        Moment after = new Moment(view.project().id(), commit.number());
        return path(commit, after)
                .chain(path -> levels.levels(after.before(), List.of(commit.folderId()), false)
                        .chain(before -> levels.levels(after, List.of(commit.folderId()), false)
                                .map(later -> Differences.of(before, later, commit.folderId(), path))))
                .chain(found -> teller.tell(view, commit.environment(), found, withValues));
    }

    /** Where the folder was right after, or before where the commit deleted it. */
    private Uni<SecretPath> path(FolderCommit commit, Moment after) {
        return levels.spot(after, commit.folderId())
                .chain(there -> there.isPresent()
                        ? Uni.createFrom().item(there)
                        : levels.spot(after.before(), commit.folderId()))
                .map(there -> there.map(LevelStore.Spot::path).orElseThrow(() -> CommitNotFound.of(commit.id())));
    }

    /** What a folder held right after a commit. Fails with {@link CommitNotFound} and {@link FolderNotFound} among others. */
    Uni<List<Held>> state(ProjectRef project, UUID commitId, UUID folderId, Attempt attempt) {
        return views.reading(
                        attempt,
                        project,
                        view -> required(view)
                                .chain(() -> find(view, commitId))
                                .chain(commit ->
                                        held(view, new Moment(view.project().id(), commit.number()), folderId)))
                .call(held -> outbox.record(attempt.event()
                        .with("commitId", commitId)
                        .with("folderId", folderId)
                        .with("resourceCount", held.size())));
    }

    private Uni<List<Held>> held(View view, Moment moment, UUID folderId) {
        return teller.state(view, moment, folderId, false)
                .map(told -> told.folders().stream().flatMap(HeldThings::of).toList());
    }

    /** What would change in a folder if it became again what it was right after a commit. */
    Uni<List<DifferenceObject>> compare(
            ProjectRef project, UUID commitId, UUID folderId, boolean deep, boolean withValues, Attempt attempt) {
        return views.reading(
                        attempt,
                        project,
                        view -> required(view)
                                .chain(() -> find(view, commitId))
                                .chain(commit -> compare(
                                                view,
                                                new Comparison.Span(
                                                        now(view),
                                                        new Moment(
                                                                view.project().id(), commit.number())),
                                                folderId,
                                                deep,
                                                withValues)
                                        .map(told -> new Read<>(
                                                DifferenceObject.of(told, commit.number()), told.read(), told.size()))))
                .call(read -> record(
                        attempt.event()
                                .with("targetCommitId", commitId)
                                .with("folderId", folderId)
                                .with("deepRollback", deep)
                                .with("diffsCount", read.answer().size()),
                        read))
                .map(Read::answer);
    }

    /** What differs in a folder, as it is named today, between any two points. */
    Uni<List<DifferenceObject>> compare(
            FolderRef folder, Point from, Point to, boolean deep, boolean withValues, Attempt attempt) {
        attempt.at(folder.place());
        return views.reading(
                        attempt,
                        folder.project(),
                        view -> required(view)
                                .chain(() -> folder(view, folder))
                                .chain(folderId -> span(view, from, to)
                                        .chain(span -> compare(view, span, folderId, deep, withValues)
                                                .map(told -> new Read<>(
                                                        DifferenceObject.of(
                                                                told, span.to().number()),
                                                        told.read(),
                                                        told.size())))))
                .call(read -> record(
                        attempt.event()
                                .with("from", from.text())
                                .with("to", to.text())
                                .with("diffsCount", read.answer().size()),
                        read))
                .map(Read::answer);
    }

    private Uni<Comparison.Span> span(View view, Point from, Point to) {
        return moment(view, from).chain(one -> moment(view, to).map(other -> new Comparison.Span(one, other)));
    }

    private Uni<Moment> moment(View view, Point point) {
        UUID projectId = view.project().id();
        return switch (point) {
            case Point.Now now -> Uni.createFrom().item(now(view));
            case Point.Commit(UUID id) -> find(view, id).map(commit -> new Moment(projectId, commit.number()));
            case Point.Time(var time) -> commits.lastAt(projectId, time).map(number -> new Moment(projectId, number));
        };
    }

    private static Moment now(View view) {
        return new Moment(view.project().id(), view.project().revision());
    }

    private Uni<Told> compare(View view, Comparison.Span span, UUID folderId, boolean deep, boolean withValues) {
        return levels.spot(span.to(), folderId)
                .chain(there -> there.isPresent() ? Uni.createFrom().item(there) : levels.spot(span.from(), folderId))
                .map(there -> there.orElseThrow(() -> FolderNotFound.of(folderId.toString())))
                .chain(spot -> new Comparison(levels::levels, span)
                        .of(folderId, spot.path(), deep)
                        .chain(found -> teller.tell(view, spot.environment(), found, withValues)));
    }

    private Uni<View> open(ProjectRef project, Attempt attempt) {
        return views.open(attempt, project).call(Histories::required);
    }

    /** Who may read no commits learns of none. */
    static Uni<Void> required(View view) {
        view.require(Action.READ, Subject.COMMITS, Resource.NONE);
        return Uni.createFrom().voidItem();
    }

    private Uni<FolderCommit> find(View view, UUID id) {
        return commits.find(view.project().id(), id).map(found -> found.orElseThrow(() -> CommitNotFound.of(id)));
    }

    private Uni<UUID> folder(View view, FolderRef ref) {
        Uni<Environment> environment = environments.find(view.project().id(), ref.environment());
        return environment.chain(found -> folders.find(found, ref.path())).map(folder -> folder.id());
    }

    private Uni<Void> record(AccessEvent event, Read<?> read) {
        return outbox.record(parts.about(event.with("changesCount", read.size()), read.values()));
    }
}
