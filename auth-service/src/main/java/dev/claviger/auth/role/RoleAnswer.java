package dev.claviger.auth.role;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.auth.access.CustomRole;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A role as answers show it; {@code action} of each rule is a list (http-api.md 6.8). */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoleAnswer(
        UUID id,
        String slug,
        String name,
        String description,
        List<Object> permissions,
        @Nullable UUID orgId,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt) {

    /** Within something else. */
    public static RoleAnswer of(CustomRole role) {
        return new RoleAnswer(
                role.id(), role.slug(), role.name(), role.description(), role.described(), null, null, null);
    }

    static RoleAnswer of(OrganizationRole found) {
        CustomRole role = found.role();
        return new RoleAnswer(
                role.id(),
                role.slug(),
                role.name(),
                role.description(),
                role.described(),
                found.orgId(),
                found.createdAt(),
                found.updatedAt());
    }

    /** What stands around one role. */
    public record One(RoleAnswer role) {}

    /** What stands around many. */
    public record Many(List<RoleAnswer> roles) {}
}
