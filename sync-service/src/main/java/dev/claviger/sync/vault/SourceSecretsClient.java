package dev.claviger.sync.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads what a folder holds and imports, with the values. */
@ApplicationScoped
public class SourceSecretsClient {
    private static final String UNREADABLE =
            "vault-service does not give the secrets of the folder to the sync identity, so nothing was changed: it"
                    + " lacks rights there, or where a reference leads, or the references are too many.";

    private final VaultClient vault;
    private final SourceClient sources;

    SourceSecretsClient(VaultClient vault, SourceClient sources) {
        this.vault = vault;
        this.sources = sources;
    }

    /**
     * What stands in the folder itself comes before what it imports, and the import that is listed last before those above it. Looks
     * afterwards that the folder is still there, because a folder that is gone lists as empty. Fails with {@link SourceNotFound},
     * {@link SourceHidden} and {@link VaultUnavailable}.
     */
    public Uni<List<SourceSecret>> of(Source source, boolean recursive, Secret bearer, Origin origin) {
        String route = "/api/v4/secrets?projectId=%s&environment=%s&secretPath=%s&recursive=%s"
                        .formatted(
                                source.projectId(),
                                VaultClient.encoded(source.environmentSlug()),
                                VaultClient.encoded(source.path()),
                                recursive)
                + "&expandSecretReferences=true&includeImports=true&includePersonalOverrides=false&viewSecretValue=true";
        return vault.get(route, bearer, origin, UNREADABLE)
                .call(() -> sources.find(source.projectId(), source.environmentSlug(), source.path(), bearer, origin))
                .map(SourceSecretsClient::secrets);
    }

    /** With {@code recursive} a key may stand in several folders; both are kept, for whoever has to choose. */
    private static List<SourceSecret> secrets(JsonNode answer) {
        if (!answer.path("secrets").isArray()) {
            throw new VaultUnavailable();
        }
        List<SourceSecret> all =
                new ArrayList<>(rows(answer).map(SourceSecretsClient::secret).toList());
        Set<String> nearer = new HashSet<>();
        all.forEach(each -> nearer.add(each.key()));
        List<JsonNode> imports = new ArrayList<>();
        answer.path("imports").forEach(imports::add);
        imports.reversed().stream()
                .flatMap(SourceSecretsClient::rows)
                .map(SourceSecretsClient::secret)
                .filter(each -> nearer.add(each.key()))
                .forEach(all::add);
        return all;
    }

    private static Stream<JsonNode> rows(JsonNode block) {
        return StreamSupport.stream(block.path("secrets").spliterator(), false);
    }

    private static SourceSecret secret(JsonNode row) {
        if (row.path("secretValueHidden").asBoolean(false)) {
            throw new SourceHidden();
        }
        if (!row.path("secretKey").isTextual() || !row.path("secretValue").isTextual()) {
            throw new VaultUnavailable();
        }
        return new SourceSecret(
                row.path("secretKey").asText(),
                Secret.of(row.path("secretValue").asText()),
                rotation(row));
    }

    private static @Nullable UUID rotation(JsonNode row) {
        try {
            return row.path("rotationId").isTextual()
                    ? UUID.fromString(row.path("rotationId").asText())
                    : null;
        } catch (IllegalArgumentException odd) {
            throw new VaultUnavailable();
        }
    }
}
