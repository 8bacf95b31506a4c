package dev.claviger.vault.membership;

import dev.claviger.vault.permission.Holding;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Somebody in a project, with its roles in the order they were granted.
 *
 * @param memberName what it was called when it came in; for when nobody knows better
 */
record Membership(
        UUID id,
        UUID projectId,
        MemberKind kind,
        UUID memberId,
        String memberName,
        List<GrantedRole> roles,
        Instant createdAt,
        Instant updatedAt) {
    Membership {
        roles = List.copyOf(roles);
    }

    Membership with(List<GrantedRole> others, Instant now) {
        return new Membership(id, projectId, kind, memberId, memberName, others, createdAt, now);
    }

    /** What the roles give. */
    List<Holding> holdings() {
        return roles.stream().map(GrantedRole::holding).toList();
    }
}
