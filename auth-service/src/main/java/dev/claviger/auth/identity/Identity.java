package dev.claviger.auth.identity;

import dev.claviger.auth.access.Rights;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A machine that may log in.
 *
 * @param membershipId names its place in the organisation, for clients that tell the two apart
 * @param enabled whether it may log in, and use the tokens it has
 * @param authMethods the login methods that are attached to it
 */
public record Identity(
        UUID id,
        UUID membershipId,
        UUID orgId,
        String name,
        Rights rights,
        boolean deleteProtection,
        boolean enabled,
        List<Metadata> metadata,
        List<String> authMethods,
        Instant createdAt,
        Instant updatedAt) {

    public Identity {
        metadata = List.copyOf(metadata);
        authMethods = List.copyOf(authMethods);
    }

    Identity with(Rights other) {
        return new Identity(
                id,
                membershipId,
                orgId,
                name,
                other,
                deleteProtection,
                enabled,
                metadata,
                authMethods,
                createdAt,
                updatedAt);
    }

    Identity with(boolean otherEnabled, Instant now) {
        return new Identity(
                id,
                membershipId,
                orgId,
                name,
                rights,
                deleteProtection,
                otherEnabled,
                metadata,
                authMethods,
                createdAt,
                now);
    }

    /** One labelled fact about an identity, usable in permission rules. */
    public record Metadata(UUID id, String key, String value) {}
}
