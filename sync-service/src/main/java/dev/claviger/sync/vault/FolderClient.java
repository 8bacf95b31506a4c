package dev.claviger.sync.vault;

import dev.claviger.kernel.Secret;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks whether a folder, or a project, is still there. */
@ApplicationScoped
public class FolderClient {
    private static final int FOUND = 200;
    private static final int MISSING = 404;

    private final VaultClient vault;

    FolderClient(VaultClient vault) {
        this.vault = vault;
    }

    /**
     * Whether it is surely gone, or its environment: true only when whoever has the token sees the project and is told that there is no such
     * thing in it. Fails with {@link VaultUnavailable}.
     *
     * @param folderId null for the uppermost one, which goes with its environment
     */
    public Uni<Boolean> isGone(UUID projectId, UUID environmentId, @Nullable UUID folderId, Secret bearer) {
        String project = "/api/v1/projects/" + projectId;
        return vault.status(project, bearer)
                .chain(seen -> seen != FOUND
                        ? Uni.createFrom().item(false)
                        : vault.status(project + "/environments/" + environmentId, bearer)
                                .chain(environment -> switch (environment) {
                                    case MISSING -> Uni.createFrom().item(true);
                                    case FOUND -> isGone(folderId, bearer);
                                    default -> Uni.createFrom().item(false);
                                }));
    }

    /** Whether there is no such project in the organisation of whoever has the token. Fails with {@link VaultUnavailable}. */
    public Uni<Boolean> isProjectGone(UUID projectId, Secret bearer) {
        return vault.status("/api/v1/projects/" + projectId, bearer).map(status -> status == MISSING);
    }

    private Uni<Boolean> isGone(@Nullable UUID folderId, Secret bearer) {
        return folderId == null
                ? Uni.createFrom().item(false)
                : vault.status("/api/v1/folders/" + folderId, bearer).map(status -> status == MISSING);
    }
}
