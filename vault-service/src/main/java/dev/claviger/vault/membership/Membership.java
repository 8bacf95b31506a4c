package dev.claviger.vault.membership;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A machine identity in a project, with its roles in the order they were granted. */
record Membership(
        UUID id,
        UUID projectId,
        UUID identityId,
        String identityName,
        List<GrantedRole> roles,
        Instant createdAt,
        Instant updatedAt) {
    Membership {
        roles = List.copyOf(roles);
    }

    Membership with(List<GrantedRole> others, Instant now) {
        return new Membership(id, projectId, identityId, identityName, others, createdAt, now);
    }
}
