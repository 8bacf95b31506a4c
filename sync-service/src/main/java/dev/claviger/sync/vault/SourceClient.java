package dev.claviger.sync.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Finds environments and folders, as whoever has the token. */
@ApplicationScoped
public class SourceClient {
    private final VaultClient vault;

    SourceClient(VaultClient vault) {
        this.vault = vault;
    }

    /** Fails with {@link SourceNotFound} and {@link VaultUnavailable}. */
    public Uni<Source> find(UUID projectId, String environment, String path, Secret bearer, Origin origin) {
        return environment(projectId, environment, bearer, origin)
                .chain(found -> folder(projectId, environment, path, bearer, origin)
                        .map(folder -> new Source(
                                projectId,
                                uuid(found, "id"),
                                found.path("name").asText(),
                                found.path("slug").asText(),
                                folder,
                                path)));
    }

    /** The folder with those it lies in, the uppermost first and itself last; none for the uppermost of all. Fails as {@link #find}. */
    public Uni<List<UUID>> line(UUID projectId, String environment, String path, Secret bearer, Origin origin) {
        return Multi.createFrom()
                .iterable(prefixes(path))
                .onItem()
                .transformToUniAndConcatenate(prefix ->
                        folder(projectId, environment, prefix, bearer, origin).map(id -> Objects.requireNonNull(id)))
                .collect()
                .asList();
    }

    private static List<String> prefixes(String path) {
        List<String> prefixes = new ArrayList<>();
        for (int cut = path.indexOf('/', 1); cut > 0; cut = path.indexOf('/', cut + 1)) {
            prefixes.add(path.substring(0, cut));
        }
        if (!path.equals("/")) {
            prefixes.add(path);
        }
        return prefixes;
    }

    private Uni<JsonNode> environment(UUID projectId, String slug, Secret bearer, Origin origin) {
        String route = "/api/v1/projects/%s/environments/slug/%s".formatted(projectId, VaultClient.encoded(slug));
        return vault.get(route, bearer, origin, "There is no environment with this slug in the project.")
                .map(answer -> answer.path("environment"));
    }

    private Uni<@Nullable UUID> folder(UUID projectId, String environment, String path, Secret bearer, Origin origin) {
        if (path.equals("/")) {
            return Uni.createFrom().nullItem();
        }
        int cut = path.lastIndexOf('/');
        String route = "/api/v1/folders?workspaceId=%s&environment=%s&path=%s"
                .formatted(
                        projectId,
                        VaultClient.encoded(environment),
                        VaultClient.encoded(cut == 0 ? "/" : path.substring(0, cut)));
        String missing = "There is no such folder in the environment.";
        return vault.get(route, bearer, origin, missing)
                .map(answer -> StreamSupport.stream(answer.path("folders").spliterator(), false)
                        .filter(each -> each.path("name").asText().equals(path.substring(cut + 1)))
                        .findFirst()
                        .map(each -> uuid(each, "id"))
                        .orElseThrow(() -> new SourceNotFound(missing)));
    }

    private static UUID uuid(JsonNode node, String field) {
        try {
            return UUID.fromString(node.path(field).asText());
        } catch (IllegalArgumentException odd) {
            throw new VaultUnavailable();
        }
    }
}
