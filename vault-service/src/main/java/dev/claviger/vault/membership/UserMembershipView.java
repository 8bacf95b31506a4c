package dev.claviger.vault.membership;

import dev.claviger.vault.membership.Memberships.Found;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The membership of a person as clients see it (http-api.md 6.6). */
record UserMembershipView(
        UUID id,
        UUID userId,
        UUID projectId,
        Instant createdAt,
        Instant updatedAt,
        List<MembershipView.RoleView> roles,
        UserView user,
        MembershipView.ProjectInShort project) {

    /** The person; what only auth-service knows is null here. */
    record UserView(
            UUID id,
            String email,
            String username,
            @Nullable String firstName,
            @Nullable String lastName,
            @Nullable String publicKey) {}

    static UserMembershipView of(Found found, String email) {
        Membership membership = found.membership();
        return new UserMembershipView(
                membership.id(),
                membership.memberId(),
                membership.projectId(),
                membership.createdAt(),
                membership.updatedAt(),
                MembershipView.roles(membership),
                new UserView(membership.memberId(), email, email, null, null, null),
                new MembershipView.ProjectInShort(
                        found.open().id(), found.open().project().name()));
    }
}
