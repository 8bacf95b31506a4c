package dev.claviger.vault.secret;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.crypto.UnopenableException;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.fingerprint.Fingerprints;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.permission.Grants;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.project.Project;
import dev.claviger.vault.project.ProjectNotFound;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.revision.RevisionMoved;
import dev.claviger.vault.secret.Neighbours.Neighbour;
import dev.claviger.vault.sharing.Share;
import dev.claviger.vault.sharing.Shares;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens projects for callers. */
@ApplicationScoped
public class Views {
    private static final int TRIES = 8;

    private final Projects projects;
    private final Grants grants;
    private final Images images;
    private final ProjectKeys keys;
    private final SecretConfig config;
    private final Fingerprints fingerprints;
    private final Shares shares;

    Views(
            Projects projects,
            Grants grants,
            Images images,
            ProjectKeys keys,
            SecretConfig config,
            Fingerprints fingerprints,
            Shares shares) {
        this.projects = projects;
        this.grants = grants;
        this.images = images;
        this.keys = keys;
        this.config = config;
        this.fingerprints = fingerprints;
        this.shares = shares;
    }

    /**
     * Reads with a view of the project as it is now. When the project changes meanwhile the read starts again, so that all it returns
     * belongs to one revision, rights included; where references lead into other projects, to one moment in all of them. What does not
     * open is tried once more, for the project may have got new keys between two looks into its tables.
     */
    public <T> Uni<T> reading(Attempt attempt, ProjectRef ref, Function<View, Uni<? extends T>> read) {
        return Uni.createFrom()
                .deferred(() -> opened(attempt, ref))
                .chain(view -> whole(view, read))
                .onFailure(RevisionMoved.class)
                .retry()
                .atMost(TRIES)
                .onFailure(UnopenableException.class)
                .retry()
                .atMost(1);
    }

    private <T> Uni<T> whole(View view, Function<View, Uni<? extends T>> read) {
        return Uni.createFrom().item(view).<T>chain(read).call(() -> requireUnmoved(view));
    }

    /** The project and the rights of the caller as they are now. */
    public Uni<View> open(Attempt attempt, ProjectRef ref) {
        return opened(attempt, ref).onFailure(RevisionMoved.class).retry().atMost(TRIES);
    }

    private Uni<View> opened(Attempt attempt, ProjectRef ref) {
        return projects.find(attempt.caller(), ref)
                .invoke(project -> attempt.in(project.id()))
                .chain(project -> grants.of(attempt.caller(), project.id(), project.revision())
                        .map(permissions -> view(attempt.caller(), project, permissions)));
    }

    /** As {@link #open}, for somebody who is about to seal values. */
    public Uni<View> openToWrite(Attempt attempt, ProjectRef ref) {
        return open(attempt, ref).call(View::readyToSeal);
    }

    private View view(Caller caller, Project project, Permissions permissions) {
        Neighbours neighbours = new Neighbours(config.maxAnswerProjects(), slug -> neighbour(caller, project, slug));
        return new View(
                project,
                permissions,
                images,
                config,
                new Contents(project, keys, fingerprints),
                user(caller),
                neighbours);
    }

    private Uni<Optional<Neighbour>> neighbour(Caller caller, Project asked, String slug) {
        return projects.find(caller, new ProjectRef.BySlug(slug))
                .chain(other ->
                        shares.between(other.id(), asked.id()).chain(shared -> neighbour(caller, other, shared)))
                .map(Optional::of)
                .onFailure(ProjectNotFound.class)
                .recoverWithItem(Optional::empty);
    }

    private Uni<Neighbour> neighbour(Caller caller, Project other, Map<UUID, Share> shared) {
        return shared.isEmpty()
                ? Uni.createFrom().item(new Neighbour(other, Optional.empty(), shared))
                : grants.of(caller, other.id(), other.revision())
                        .map(permissions ->
                                new Neighbour(other, Optional.of(view(caller, other, permissions)), shared));
    }

    /** Each project was read as of its revision; together they are one moment when none of them has moved by the end. */
    private Uni<Void> requireUnmoved(View view) {
        Map<String, Optional<Project>> seen = view.neighbours().seen();
        if (seen.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        seen.put(view.project().slug(), Optional.of(view.project()));
        return projects.areStill(view.project().orgId(), seen)
                .invoke(still -> {
                    if (!still) {
                        throw new RevisionMoved();
                    }
                })
                .replaceWithVoid();
    }

    private static @Nullable UUID user(Caller caller) {
        return caller.kind() == Caller.Kind.USER ? caller.id() : null;
    }

    /**
     * The view as of a transaction that has locked the project and bumped it to this revision. When nothing happened since the view was
     * opened it is the same one.
     */
    public Uni<View> locked(RecordedTransaction tx, Attempt attempt, View view, long revision) {
        UUID projectId = view.project().id();
        return view.project().revision() + 1 == revision
                ? Uni.createFrom().item(view)
                : grants.of(tx, attempt.caller(), projectId)
                        .map(permissions -> view(attempt.caller(), view.project(), permissions));
    }
}
