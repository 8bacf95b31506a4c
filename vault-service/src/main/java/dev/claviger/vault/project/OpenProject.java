package dev.claviger.vault.project;

import dev.claviger.vault.permission.Permissions;
import java.util.UUID;

/** A project that was found, and what the caller may do in it as of its revision. */
public record OpenProject(Project project, Permissions permissions) {
    public UUID id() {
        return project.id();
    }
}
