package dev.claviger.vault.role;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.vault.permission.BuiltInRole;
import dev.claviger.vault.permission.LegacyRules;
import dev.claviger.vault.permission.Rule;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A role as answers show it (http-api.md 6.8); a list has no rules, and a built-in role no times. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RoleView(
        UUID id,
        String name,
        String slug,
        String description,
        UUID projectId,
        int version,
        @Nullable List<Object> permissions,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt) {

    /** What stands around one role. */
    record One(RoleView role) {}

    /** What stands around many. */
    record Many(List<RoleView> roles) {}

    static RoleView of(ProjectRole role) {
        return of(role, role.permissions().described());
    }

    /** In the older form. */
    static RoleView older(ProjectRole role) {
        List<?> rules =
                new JsonArray(LegacyRules.toOlder(role.permissions().given()).encode()).getList();
        return of(role, List.copyOf(rules));
    }

    static RoleView inShort(ProjectRole role) {
        return of(role, null);
    }

    static RoleView of(BuiltInRole role, UUID projectId, boolean withRules) {
        UUID id = UUID.nameUUIDFromBytes((projectId + role.slug()).getBytes(StandardCharsets.UTF_8));
        @Nullable
        List<Object> rules =
                withRules ? role.rules().stream().<Object>map(Rule::describe).toList() : null;
        return new RoleView(id, role.slug(), role.slug(), "Built in", projectId, 1, rules, null, null);
    }

    private static RoleView of(ProjectRole role, @Nullable List<Object> rules) {
        return new RoleView(
                role.id(),
                role.name(),
                role.slug(),
                role.description(),
                role.projectId(),
                role.version(),
                rules,
                role.createdAt(),
                role.updatedAt());
    }
}
