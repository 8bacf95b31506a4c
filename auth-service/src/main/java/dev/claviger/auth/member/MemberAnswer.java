package dev.claviger.auth.member;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.auth.access.CustomRole;
import dev.claviger.auth.role.RoleAnswer;
import dev.claviger.auth.user.Membership;
import dev.claviger.auth.user.MembershipStore.Member;
import dev.claviger.auth.user.PersonAnswer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A member as answers show them. */
record MemberAnswer(
        UUID id,
        UUID orgId,
        UUID userId,
        String inviteEmail,
        String role,
        @Nullable UUID roleId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RoleAnswer customRole,
        String status,
        boolean isActive,
        PersonAnswer user,
        Instant createdAt,
        Instant updatedAt) {

    static MemberAnswer of(Member member) {
        Membership membership = member.membership();
        @Nullable CustomRole custom = membership.rights().custom();
        return new MemberAnswer(
                membership.id(),
                membership.orgId(),
                membership.userId(),
                member.user().email().text(),
                membership.rights().shown(),
                custom == null ? null : custom.id(),
                custom == null ? null : RoleAnswer.of(custom),
                membership.isActive() ? "accepted" : membership.status().text(),
                membership.isActive() && member.user().enabled(),
                PersonAnswer.of(member.user()),
                membership.createdAt(),
                membership.updatedAt());
    }

    /** What stands around one. */
    public record One(MemberAnswer membership) {}

    /** What stands around several. */
    public record Several(List<MemberAnswer> users) {}
}
