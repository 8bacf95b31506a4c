package dev.claviger.vault.membership;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A machine identity as auth-service describes it.
 *
 * @param projectId the project that it belongs to; null for one of the organisation
 */
record KnownIdentity(
        UUID id,
        String name,
        boolean hasDeleteProtection,
        List<String> authMethods,
        @Nullable UUID projectId) {
    KnownIdentity {
        authMethods = List.copyOf(authMethods);
    }

    /** Whether it may come into this project: one that belongs to another may not. */
    boolean mayComeInto(UUID project) {
        return projectId == null || projectId.equals(project);
    }
}
