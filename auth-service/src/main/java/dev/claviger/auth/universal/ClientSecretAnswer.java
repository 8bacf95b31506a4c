package dev.claviger.auth.universal;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A client secret as answers show it (http-api.md 6.3). */
record ClientSecretAnswer(
        UUID id,
        boolean isClientSecretRevoked,
        String description,
        String clientSecretPrefix,
        long clientSecretNumUses,
        long clientSecretNumUsesLimit,
        long clientSecretTTL,
        UUID identityUAId,
        Instant createdAt,
        Instant updatedAt) {

    static ClientSecretAnswer of(ClientSecret secret) {
        return new ClientSecretAnswer(
                secret.id(),
                secret.revoked(),
                secret.description(),
                secret.prefix(),
                secret.uses(),
                secret.usesLimit(),
                secret.ttl(),
                secret.universalAuthId(),
                secret.createdAt(),
                secret.updatedAt());
    }

    /** What stands around one. */
    public record One(ClientSecretAnswer clientSecretData) {}

    /** What stands around several. */
    public record Several(List<ClientSecretAnswer> clientSecretData) {}

    /** The one answer that carries the secret as plain text, because this is where it leaves. */
    public record Created(String clientSecret, ClientSecretAnswer clientSecretData) {
        @Override
        public String toString() {
            return "Created[redacted]";
        }
    }
}
