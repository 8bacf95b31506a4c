package dev.claviger.auth.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.auth.access.CustomRole;
import dev.claviger.auth.identity.Identity.Metadata;
import dev.claviger.auth.role.RoleAnswer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An identity as reads answer it: wrapped in its place in the organisation (http-api.md 6.1). */
record MembershipAnswer(
        UUID id,
        String role,
        @Nullable UUID roleId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RoleAnswer customRole,
        UUID orgId,
        UUID identityId,
        List<Metadata> metadata,
        Inner identity,
        Instant createdAt,
        Instant updatedAt) {

    static MembershipAnswer of(Identity identity) {
        @Nullable CustomRole custom = identity.rights().custom();
        return new MembershipAnswer(
                identity.membershipId(),
                identity.rights().shown(),
                custom == null ? null : custom.id(),
                custom == null ? null : RoleAnswer.of(custom),
                identity.orgId(),
                identity.id(),
                identity.metadata(),
                new Inner(
                        identity.id(),
                        identity.name(),
                        identity.projectId(),
                        identity.deleteProtection(),
                        identity.enabled(),
                        identity.authMethods()),
                identity.createdAt(),
                identity.updatedAt());
    }

    /** The identity itself. */
    public record Inner(
            UUID id,
            String name,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            UUID projectId,

            boolean hasDeleteProtection,
            boolean enabled,
            List<String> authMethods) {}

    /** What stands around one of them. */
    public record One(MembershipAnswer identity) {}

    /** A page of them. */
    public record Page(List<MembershipAnswer> identities, long totalCount) {}
}
