package dev.claviger.vault.project;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.permission.Grants;
import dev.claviger.vault.revision.Coalescer;
import dev.claviger.vault.revision.RevisionMoved;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Finds the project a request is about, and counts its changes. */
@ApplicationScoped
public class Projects {
    private static final int TRIES = 8;

    private final ProjectStore store;
    private final Grants grants;
    private final Clock clock;
    private final Coalescer<Named, Optional<Project>> looks;

    private record Named(UUID orgId, ProjectRef ref) {}

    Projects(ProjectStore store, Grants grants, Clock clock) {
        this.store = store;
        this.grants = grants;
        this.clock = clock;
        this.looks = new Coalescer<>(named -> store.find(named.orgId(), named.ref()));
    }

    /** The project in the caller's organisation, with its current revision; fails with {@link ProjectNotFound}. One small query, shared with others who ask now. */
    public Uni<Project> find(Caller caller, ProjectRef ref) {
        return looks.get(new Named(caller.orgId(), ref)).map(found -> found.orElseThrow(() -> ProjectNotFound.of(ref)));
    }

    /**
     * The projects in which the caller has a membership, itself or through a group, at most that many, in the order of slugs. What the
     * memberships allow is another question.
     */
    public Uni<List<UUID>> joined(Caller caller, int limit) {
        return store.idsFor(caller, grants.groups(caller), limit);
    }

    /** Whether all of these slugs still name these projects at these revisions, all at one moment; empty is no project. */
    public Uni<Boolean> areStill(UUID orgId, Map<String, Optional<Project>> seen) {
        return store.areStill(orgId, seen);
    }

    /** The project as {@link #find} finds it, together with the caller's permissions at that revision. */
    public Uni<OpenProject> open(Caller caller, ProjectRef ref) {
        return find(caller, ref)
                .chain(project -> grants.of(caller, project.id(), project.revision())
                        .map(permissions -> new OpenProject(project, permissions)))
                .onFailure(RevisionMoved.class)
                .retry()
                .atMost(TRIES);
    }

    /**
     * Bumps the revision and returns the new one. Every change inside a project calls this or {@link #commit} first in its transaction:
     * the row stays locked until the end, so the writes of one project happen one after the other. Fails with {@link ProjectNotFound}
     * when the project is gone.
     */
    public Uni<Long> bump(RecordedTransaction tx, UUID projectId) {
        return store.bump(tx, projectId)
                .map(revision -> revision.orElseThrow(() -> ProjectNotFound.byId(projectId.toString())));
    }

    /**
     * Like {@link #bump}, for changes of folders, secrets and imports: those need a commit, and the database refuses them without one.
     *
     * @param message why, for readers of the history; it names no secret, for not every one of them may know its name
     */
    public Uni<Long> commit(RecordedTransaction tx, UUID projectId, Caller caller, String message) {
        return store.bump(tx, projectId, new Commit(caller, message, now()))
                .map(revision -> revision.orElseThrow(() -> ProjectNotFound.byId(projectId.toString())));
    }

    /** A commit with the name of the event as its message. */
    public Uni<Long> commit(RecordedTransaction tx, UUID projectId, Caller caller, AccessEvent event) {
        return commit(tx, projectId, caller, message(event));
    }

    /** The commit with which a new project begins. */
    Uni<Void> firstCommit(RecordedTransaction tx, UUID projectId, Caller caller, AccessEvent event) {
        return store.insertCommit(tx, projectId, new Commit(caller, message(event), now()));
    }

    private static String message(AccessEvent event) {
        return event.name().replace('-', ' ');
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS); // what the table keeps
    }
}
