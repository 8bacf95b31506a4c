package dev.claviger.sync.dynamicsecret;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A dynamic secret as it is answered (http-api.md 8.2).
 *
 * @param inputs absent for whoever may not read them, and in lists
 */
public record DynamicSecretView(
        UUID id,
        String name,
        int version,
        String type,
        String defaultTTL,
        @Nullable String maxTTL,
        @Nullable UUID folderId,
        @Nullable String status,
        @Nullable String statusDetails,
        @Nullable String usernameTemplate,
        List<Metadatum> metadata,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable InputsView inputs,
        @Nullable UUID gatewayV2Id,
        Instant createdAt,
        Instant updatedAt) {

    public DynamicSecretView {
        metadata = List.copyOf(metadata);
    }

    /** One, as clients expect it. */
    public record One(DynamicSecretView dynamicSecret) {}

    /** Several. */
    public record All(List<DynamicSecretView> dynamicSecrets) {
        public All {
            dynamicSecrets = List.copyOf(dynamicSecrets);
        }
    }

    /** Without its inputs. */
    public static DynamicSecretView of(DynamicSecret secret) {
        return of(secret, null);
    }

    static DynamicSecretView of(DynamicSecret secret, @Nullable Inputs inputs) {
        return new DynamicSecretView(
                secret.id(),
                secret.name(),
                secret.version(),
                DynamicSecret.TYPE,
                secret.defaultTtl().text(),
                secret.maxTtl() == null ? null : secret.maxTtl().text(),
                secret.folderId(),
                secret.status(),
                secret.isDoomed() ? secret.problem() : null,
                secret.usernameTemplate(),
                secret.metadata(),
                inputs == null ? null : InputsView.of(inputs),
                null,
                secret.createdAt(),
                secret.updatedAt());
    }
}
