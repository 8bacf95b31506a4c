package dev.claviger.vault.role;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.vault.permission.RuleText;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A role that no project has yet. */
public record RoleDraft(String slug, String name, RuleText permissions) {
    private static final UUID NOBODY = new UUID(0, 0);

    /** Checks it as a new role of a project is checked; throws {@link dev.claviger.kernel.http.InvalidInput}. */
    public static RoleDraft check(@Nullable String slug, @Nullable String name, @Nullable JsonNode permissions) {
        RoleWish wish = new RoleWish.Body(slug, name, null, permissions).fresh(RoleWish.Form.NEWER);
        ProjectRole role = wish.role(NOBODY, NOBODY, Instant.EPOCH);
        return new RoleDraft(role.slug(), role.name(), role.permissions());
    }

    ProjectRole role(UUID id, UUID projectId, Instant now) {
        return new ProjectRole(id, projectId, slug, name, "", permissions, 1, now, now);
    }
}
