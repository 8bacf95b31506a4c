package dev.claviger.vault.secret;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.crypto.UnopenableException;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.image.RevisionMoved;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.permission.Grants;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
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

    Views(Projects projects, Grants grants, Images images, ProjectKeys keys, SecretConfig config) {
        this.projects = projects;
        this.grants = grants;
        this.images = images;
        this.keys = keys;
        this.config = config;
    }

    /**
     * Reads with a view of the project as it is now. When the project changes meanwhile the read starts again, so that all it returns
     * belongs to one revision, rights included. What does not open is tried once more, for the project may have got new keys between two
     * looks into its tables.
     */
    public <T> Uni<T> reading(Attempt attempt, ProjectRef ref, Function<View, Uni<? extends T>> read) {
        return Uni.createFrom()
                .deferred(() -> open(attempt, ref))
                .chain(read)
                .onFailure(RevisionMoved.class)
                .retry()
                .atMost(TRIES)
                .onFailure(UnopenableException.class)
                .retry()
                .atMost(1);
    }

    /** The project and the rights of the caller as they are now. */
    public Uni<View> open(Attempt attempt, ProjectRef ref) {
        return projects.find(attempt.caller(), ref)
                .invoke(project -> attempt.in(project.id()))
                .chain(project -> grants.of(attempt.caller(), project.id(), project.revision())
                        .map(permissions ->
                                new View(project, permissions, images, keys, config, user(attempt.caller()))));
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
                        .map(permissions ->
                                new View(view.project(), permissions, images, keys, config, user(attempt.caller())));
    }
}
