package dev.claviger.vault.sharing;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tells what one project may see of another. */
@ApplicationScoped
public class Shares {
    private final ProjectGrantStore store;

    Shares(ProjectGrantStore store) {
        this.store = store;
    }

    /** The shared folders by id, as they are now: what was asked under a revision of the source holds as long as that does. */
    public Uni<Map<UUID, Share>> between(UUID sourceProjectId, UUID targetProjectId) {
        return store.shares(sourceProjectId, targetProjectId);
    }

    /** With whom a folder is shared; with nobody where there is none. */
    public Uni<List<Borrower>> of(UUID sourceProjectId, String environment, String path) {
        return store.given(sourceProjectId)
                .map(given -> given.stream()
                        .filter(grant -> grant.environmentSlug().equals(environment)
                                && grant.secretPath().equals(path))
                        .map(grant -> new Borrower(
                                grant.targetProjectId(),
                                grant.targetProjectName(),
                                grant.id(),
                                grant.lendsReadAccess()))
                        .toList());
    }
}
