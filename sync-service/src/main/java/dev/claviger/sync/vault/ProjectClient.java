package dev.claviger.sync.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds projects by their slugs, as whoever has the token. */
@ApplicationScoped
public class ProjectClient {
    private final VaultClient vault;

    ProjectClient(VaultClient vault) {
        this.vault = vault;
    }

    /** Fails with {@link SourceNotFound}, also for a project that is not the caller's, and with {@link VaultUnavailable}. */
    public Uni<UUID> find(String slug, Secret bearer, Origin origin) {
        String route = "/api/v1/projects/slug/" + VaultClient.encoded(slug);
        return vault.get(route, bearer, origin, "Project with slug '%s' not found".formatted(slug))
                .map(ProjectClient::id);
    }

    private static UUID id(JsonNode project) {
        try {
            return UUID.fromString(project.path("id").asText());
        } catch (IllegalArgumentException odd) {
            throw new VaultUnavailable();
        }
    }
}
