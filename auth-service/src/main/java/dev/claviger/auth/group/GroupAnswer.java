package dev.claviger.auth.group;

import dev.claviger.auth.access.CustomRole;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A group as answers show it, flat (http-api.md 6.6). */
record GroupAnswer(
        UUID id,
        UUID orgId,
        String name,
        String slug,
        String role,
        @Nullable UUID roleId,
        @Nullable String customRoleSlug,
        Instant createdAt,
        Instant updatedAt) {

    static GroupAnswer of(Group group) {
        @Nullable CustomRole custom = group.rights().custom();
        return new GroupAnswer(
                group.id(),
                group.orgId(),
                group.name(),
                group.slug(),
                group.rights().shown(),
                custom == null ? null : custom.id(),
                custom == null ? null : custom.slug(),
                group.createdAt(),
                group.updatedAt());
    }
}
