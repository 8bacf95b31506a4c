package dev.claviger.sync.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes the secrets of rotations, all of one in one commit. The same may be said twice. */
@ApplicationScoped
public class RotatedSecretsClient {
    private static final String ROUTE = "/api/x/rotated-secrets/";

    private final VaultClient vault;

    RotatedSecretsClient(VaultClient vault) {
        this.vault = vault;
    }

    /** A secret and what it is to be; the new name is null when it keeps its name. */
    public record Rotated(String name, @Nullable String newName, Secret value) {}

    /**
     * Secrets of a rotation as they stand.
     *
     * @param secretIds empty where that was not told
     */
    public record Published(Source source, List<UUID> secretIds) {
        public Published {
            secretIds = List.copyOf(secretIds);
        }
    }

    /** Returns where they are. Fails with {@link VaultRefused} and {@link VaultUnavailable}. */
    public Uni<Published> publish(UUID rotationId, Source source, List<Rotated> secrets, Secret bearer, Origin origin) {
        return vault.send(HttpMethod.PUT, ROUTE + rotationId, body(source, secrets), bearer, origin)
                .map(answer -> new Published(source(source.projectId(), answer), secretIds(answer)));
    }

    /** Fails as {@link #publish} would, and changes nothing. */
    public Uni<Void> rehearse(UUID rotationId, Source source, List<Rotated> secrets, Secret bearer, Origin origin) {
        String route = ROUTE + rotationId + "?dryRun=true";
        return vault.send(HttpMethod.PUT, route, body(source, secrets), bearer, origin)
                .replaceWithVoid();
    }

    private static Buffer body(Source source, List<Rotated> secrets) {
        JsonArray items = new JsonArray();
        for (Rotated each : secrets) {
            JsonObject item = new JsonObject()
                    .put("secretKey", each.name())
                    .put("secretValue", each.value().reveal());
            items.add(each.newName() == null ? item : item.put("newSecretName", each.newName()));
        }
        return Buffer.newInstance(new JsonObject()
                .put("projectId", source.projectId().toString())
                .put("environment", source.environmentSlug())
                .put("secretPath", source.path())
                .put("secrets", items)
                .toBuffer());
    }

    /** They become ordinary secrets, or go. Fails with {@link VaultRefused} and {@link VaultUnavailable}. */
    public Uni<Void> release(UUID rotationId, UUID projectId, boolean deleting, Secret bearer, Origin origin) {
        String route = ROUTE + "%s?projectId=%s&deleteSecrets=%s".formatted(rotationId, projectId, deleting);
        return vault.send(HttpMethod.DELETE, route, null, bearer, origin).replaceWithVoid();
    }

    private static List<UUID> secretIds(JsonNode answer) {
        List<UUID> ids = new ArrayList<>();
        try {
            answer.path("secrets")
                    .forEach(each -> ids.add(UUID.fromString(each.path("id").asText())));
            return ids;
        } catch (IllegalArgumentException odd) {
            throw new VaultUnavailable();
        }
    }

    private static Source source(UUID projectId, JsonNode answer) {
        JsonNode environment = answer.path("environment");
        JsonNode folder = answer.path("folder");
        try {
            return new Source(
                    projectId,
                    UUID.fromString(environment.path("id").asText()),
                    environment.path("name").asText(),
                    environment.path("slug").asText(),
                    folder.hasNonNull("id") ? UUID.fromString(folder.path("id").asText()) : null,
                    folder.path("path").asText());
        } catch (IllegalArgumentException odd) {
            throw new VaultUnavailable();
        }
    }
}
