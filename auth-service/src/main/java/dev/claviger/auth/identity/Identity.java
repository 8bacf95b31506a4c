package dev.claviger.auth.identity;

import dev.claviger.auth.access.Rights;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A machine that may log in.
 *
 * @param membershipId names its place in the organisation, for clients that tell the two apart
 * @param projectId the project that it belongs to; null for one of the organisation
 * @param enabled whether it may log in, and use the tokens it has
 * @param authMethods the login methods that are attached to it
 */
public record Identity(
        UUID id,
        UUID membershipId,
        UUID orgId,
        @Nullable UUID projectId,
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

    /** Whether it belongs to this project. */
    boolean isOf(UUID project) {
        return project.equals(projectId);
    }

    Identity with(Rights other) {
        return new Identity(
                id,
                membershipId,
                orgId,
                projectId,
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
                projectId,
                name,
                rights,
                deleteProtection,
                otherEnabled,
                metadata,
                authMethods,
                createdAt,
                now);
    }

    Identity touched(Instant now) {
        return with(enabled, now);
    }

    /** One labelled fact about an identity, usable in permission rules. */
    public record Metadata(UUID id, String key, String value) {}
}
