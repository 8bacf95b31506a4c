package dev.claviger.vault.writing;

import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Place;
import org.jspecify.annotations.Nullable;

/** The folder that a write is about. */
record Spot(ProjectRef project, Place place) {
    static Spot parse(Bodies.Located body) {
        return new Spot(
                ProjectRef.either(
                        "projectId",
                        either(body.projectId(), body.workspaceId()),
                        either(body.projectSlug(), body.workspaceSlug())),
                new Place(
                        EnvironmentSlug.parse("environment", body.environment()).text(),
                        SecretPath.parse("secretPath", body.secretPath()).text()));
    }

    private static @Nullable String either(@Nullable String one, @Nullable String other) {
        return one == null || one.isBlank() ? other : one;
    }
}
