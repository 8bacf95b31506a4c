package dev.claviger.vault.membership;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.claviger.vault.project.Project;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A membership as clients see it (http-api.md 6.6). */
record MembershipView(
        UUID id,
        UUID identityId,
        UUID projectId,
        Instant createdAt,
        Instant updatedAt,
        List<RoleView> roles,
        IdentityView identity,
        ProjectInShort project) {

    /** The identity of the membership. */
    record IdentityView(UUID id, String name, boolean hasDeleteProtection, List<String> authMethods) {
        static IdentityView of(KnownIdentity identity) {
            return new IdentityView(
                    identity.id(), identity.name(), identity.hasDeleteProtection(), identity.authMethods());
        }
    }

    /** The project of the membership. */
    record ProjectInShort(UUID id, String name) {}

    /** A role of the membership; what tells of a custom one is null for the others. */
    record RoleView(
            UUID id,
            String role,
            @Nullable UUID customRoleId,
            @Nullable String customRoleName,
            @Nullable String customRoleSlug,
            @JsonProperty("isTemporary") boolean isTemporary,
            @Nullable String temporaryMode,
            @Nullable String temporaryRange,
            @Nullable Instant temporaryAccessStartTime,
            @Nullable Instant temporaryAccessEndTime,
            Instant createdAt,
            Instant updatedAt,
            UUID projectMembershipId) {
        static RoleView of(Membership membership, GrantedRole role) {
            @Nullable Term term = role.term();
            boolean custom = role.role().customId() != null;
            return new RoleView(
                    role.id(),
                    role.role().kind(),
                    role.role().customId(),
                    custom ? role.role().name() : null,
                    custom ? role.role().slug() : null,
                    term != null,
                    term == null ? null : "relative",
                    term == null ? null : term.range(),
                    term == null ? null : term.start(),
                    term == null ? null : term.end(),
                    role.createdAt(),
                    role.updatedAt(),
                    membership.id());
        }
    }

    static MembershipView of(Membership membership, Project project, KnownIdentity identity) {
        return new MembershipView(
                membership.id(),
                membership.memberId(),
                membership.projectId(),
                membership.createdAt(),
                membership.updatedAt(),
                roles(membership),
                IdentityView.of(identity),
                new ProjectInShort(project.id(), project.name()));
    }

    static List<RoleView> roles(Membership membership) {
        return membership.roles().stream()
                .map(role -> RoleView.of(membership, role))
                .toList();
    }
}
