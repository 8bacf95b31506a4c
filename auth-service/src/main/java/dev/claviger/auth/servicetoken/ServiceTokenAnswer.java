package dev.claviger.auth.servicetoken;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.claviger.kernel.caller.ServiceGrant.Scope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A service token as answers show it (http-api.md 3.11). It has no field {@code user}: one client reads that as a text.
 *
 * @param environment that of its only scope, for clients that know of one
 */
record ServiceTokenAnswer(
        @JsonProperty("_id") UUID underscoredId,
        UUID id,
        String name,
        UUID workspace,
        UUID projectId,
        List<Scope> scopes,
        List<String> permissions,
        @Nullable String environment,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsed,
        @Nullable String encryptedKey,
        @Nullable String iv,
        @Nullable String tag,
        Instant createdAt,
        Instant updatedAt,
        @JsonProperty("__v") int version) {

    static ServiceTokenAnswer of(ServiceToken token) {
        return new ServiceTokenAnswer(
                token.id(),
                token.id(),
                token.name(),
                token.projectId(),
                token.projectId(),
                token.scopes(),
                token.permissions(),
                token.scopes().size() == 1 ? token.scopes().getFirst().environment() : null,
                token.expiresAt(),
                token.lastUsedAt(),
                token.legacy().encryptedKey(),
                token.legacy().iv(),
                token.legacy().tag(),
                token.createdAt(),
                token.updatedAt(),
                0);
    }

    /** What stands around one. */
    public record One(ServiceTokenAnswer serviceTokenData) {}

    /** What stands around many. */
    public record Many(List<ServiceTokenAnswer> serviceTokenData) {}

    /** A new one; carries the token as plain text, because this is where it leaves. */
    public record Created(String serviceToken, ServiceTokenAnswer serviceTokenData) {
        @Override
        public String toString() {
            return "Created[redacted]";
        }
    }

    /** What other services need to know of it. */
    public record Checked(
            UUID id, String name, UUID orgId, UUID projectId, List<Scope> scopes, List<String> permissions) {
        static Checked of(ServiceToken token) {
            return new Checked(
                    token.id(), token.name(), token.orgId(), token.projectId(), token.scopes(), token.permissions());
        }
    }
}
