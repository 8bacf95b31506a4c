package dev.claviger.sync.secretsync;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.sync.right.Right;
import dev.claviger.sync.right.Rights;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The way to a sync for the caller of a request. */
@ApplicationScoped
public class SyncDoor {
    public static final String GITLAB = "gitlab";
    static final String READ = "read";
    static final String CREATE = "create";
    static final String EDIT = "edit";
    static final String DELETE = "delete";
    public static final String REMOVE = "remove-secrets";
    private static final String SUBJECT = "secret-syncs";

    private final CurrentRequest current;
    private final SyncStore store;
    private final Rights rights;

    SyncDoor(CurrentRequest current, SyncStore store, Rights rights) {
        this.current = current;
        this.store = store;
        this.rights = rights;
    }

    /** One that the caller may do this with. Fails with {@link SyncNotFound}, and as rights are refused. */
    public Uni<SyncDefinition> find(UUID id, String action) {
        return store.find(current.caller().orgId(), id)
                .map(found -> found.orElseThrow(SyncNotFound::new))
                .call(found -> require(found, action));
    }

    /** One by its id, for work that no caller is waiting for. Fails with {@link SyncNotFound}. */
    public Uni<SyncDefinition> stored(UUID id) {
        return store.find(id).map(found -> found.orElseThrow(SyncNotFound::new));
    }

    /** Those of a project, for whoever asks about each what the caller may. */
    public Uni<List<SyncDefinition>> ofProject(UUID orgId, UUID projectId) {
        return store.list(orgId, projectId);
    }

    /** Those of an organisation that write to a project or group, for whoever asks about each what the caller may. */
    public Uni<List<SyncDefinition>> writingTo(UUID orgId, String place) {
        return store.listAt(orgId, place);
    }

    Uni<Void> require(SyncDefinition sync, String action) {
        return require(
                sync.projectId(), sync.source().environmentSlug(), sync.source().path(), action);
    }

    Uni<Void> require(UUID projectId, String environment, String path, String action) {
        return rights.require(Right.inFolder(projectId, environment, path, action, SUBJECT));
    }

    Uni<Void> requireInProject(UUID projectId, String action) {
        return rights.require(Right.inProject(projectId, action, SUBJECT));
    }

    public Uni<Boolean> mayRead(SyncDefinition sync) {
        return rights.has(Right.inFolder(
                sync.projectId(), sync.source().environmentSlug(), sync.source().path(), READ, SUBJECT));
    }

    /** For lists: somebody with the right in some places only is asked about each sync anew. */
    Uni<Boolean> mayReadAll(UUID projectId) {
        return rights.has(Right.inProject(projectId, READ, SUBJECT));
    }

    /** Reads a name of the path. Fails with {@link InvalidInput}. */
    public static void requireGitLab(String destination) {
        if (!destination.equals(GITLAB)) {
            throw InvalidInput.of("destination", "Must be gitlab");
        }
    }
}
