package dev.claviger.vault.history;

import dev.claviger.kernel.event.SecretRef;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.environment.Environments;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.EventParts;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Commits seen as snapshots of their folder, which clients name by the id alone. */
@ApplicationScoped
class Snapshots {
    private static final String MESSAGE = "Rollback to snapshot";

    private final Views views;
    private final Environments environments;
    private final CommitStore commits;
    private final Teller teller;
    private final Rollbacks rollbacks;
    private final Outbox outbox;
    private final EventParts parts;

    Snapshots(
            Views views,
            Environments environments,
            CommitStore commits,
            Teller teller,
            Rollbacks rollbacks,
            Outbox outbox,
            EventParts parts) {
        this.views = views;
        this.environments = environments;
        this.commits = commits;
        this.teller = teller;
        this.rollbacks = rollbacks;
        this.outbox = outbox;
        this.parts = parts;
    }

    /** A snapshot without its content. */
    record Summary(UUID id, UUID envId, UUID folderId, Instant createdAt, Instant updatedAt) {
        static Summary of(FolderCommit commit) {
            return new Summary(commit.id(), commit.envId(), commit.folderId(), commit.createdAt(), commit.createdAt());
        }

        static Summary of(CommitObject commit) {
            return new Summary(commit.id(), commit.envId(), commit.folderId(), commit.createdAt(), commit.updatedAt());
        }
    }

    private record Read(SnapshotObject answer, List<SecretRef> values) {}

    /** Fails with {@link CommitNotFound} among others. */
    Uni<SnapshotObject> read(UUID id, Attempt attempt) {
        return locate(id, attempt)
                .chain(project -> views.reading(
                        attempt,
                        project,
                        view -> Histories.required(view)
                                .chain(() -> find(view, id))
                                .chain(commit -> read(view, commit))))
                .call(read -> outbox.record(parts.about(
                        attempt.event()
                                .with("commitId", id)
                                .with("folderId", read.answer().folderId())
                                .with(
                                        "resourceCount",
                                        read.answer().secretVersions().size()
                                                + read.answer().folderVersion().size()),
                        read.values())))
                .map(Read::answer);
    }

    private Uni<Read> read(View view, FolderCommit commit) {
        UUID projectId = view.project().id();
        return environments
                .find(projectId, new EnvironmentSlug(commit.environment()))
                .chain(environment -> teller.state(
                                view, new Moment(projectId, commit.number()), commit.folderId(), true)
                        .map(told -> new Read(SnapshotObject.of(projectId, commit, environment, told), told.read())));
    }

    /** The folder and all below become what they were. Fails as rollbacks do; returns what the folder is a snapshot of by then. */
    Uni<Summary> rollBack(UUID id, Attempt attempt) {
        return locate(id, attempt)
                .chain(project -> views.open(attempt, project))
                .call(Histories::required)
                .chain(view -> find(view, id)
                        .chain(commit -> rollbacks
                                .rollBack(wanted(view, commit), attempt)
                                .map(rolled -> Summary.of(rolled.own().orElse(commit)))));
    }

    private static Rollbacks.Wanted wanted(View view, FolderCommit commit) {
        return new Rollbacks.Wanted(
                new ProjectRef.ById(view.project().id()),
                commit.id(),
                commit.folderId(),
                commit.environment(),
                true,
                MESSAGE);
    }

    private Uni<ProjectRef> locate(UUID id, Attempt attempt) {
        return commits.locate(attempt.caller().orgId(), id)
                .map(found -> new ProjectRef.ById(found.orElseThrow(() -> CommitNotFound.of(id))));
    }

    private Uni<FolderCommit> find(View view, UUID id) {
        return commits.find(view.project().id(), id).map(found -> found.orElseThrow(() -> CommitNotFound.of(id)));
    }
}
