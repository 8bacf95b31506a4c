package dev.claviger.auth.servicetoken;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.ServiceGrant;
import dev.claviger.kernel.caller.ServiceGrant.Scope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A service token without its secret.
 *
 * @param permissions {@code read}, {@code write} or both
 * @param expiresAt null for never
 */
record ServiceToken(
        UUID id,
        UUID orgId,
        UUID projectId,
        String name,
        List<Scope> scopes,
        List<String> permissions,
        Legacy legacy,
        Creator creator,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        Instant createdAt,
        Instant updatedAt) {

    static final String READ = "read";
    static final String WRITE = "write";

    ServiceToken {
        scopes = List.copyOf(scopes);
        permissions = List.copyOf(permissions);
    }

    /** What clients hand in that encrypt end to end, for themselves alone. */
    record Legacy(
            @Nullable String encryptedKey,
            @Nullable String iv,
            @Nullable String tag) {}

    /** Who made it. */
    record Creator(String kind, UUID id) {}

    boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    Caller caller() {
        return Caller.service(
                id,
                name,
                orgId,
                new ServiceGrant(projectId, scopes, permissions.contains(READ), permissions.contains(WRITE)));
    }
}
