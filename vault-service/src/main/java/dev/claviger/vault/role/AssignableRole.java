package dev.claviger.vault.role;

import dev.claviger.vault.permission.BuiltInRole;
import dev.claviger.vault.permission.Rule;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A role that can be given, built in or made by the project.
 *
 * @param customId null for a built-in one
 */
public record AssignableRole(
        String slug, String name, @Nullable UUID customId, List<Rule> rules) {
    public static final String CUSTOM = "custom";

    public AssignableRole {
        rules = List.copyOf(rules);
    }

    public static AssignableRole of(BuiltInRole role) {
        return new AssignableRole(role.slug(), role.slug(), null, role.rules());
    }

    /** How answers and tables call it: every role that a project has made is {@code custom}. */
    public String kind() {
        return customId == null ? slug : CUSTOM;
    }
}
