package dev.claviger.vault.writing;

import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Place;

/** The folder that a write is about. */
record Spot(ProjectRef project, Place place) {
    static Spot parse(Bodies.Located body) {
        return new Spot(
                ProjectRef.spelled(
                        "projectId", body.projectId(), body.workspaceId(), body.projectSlug(), body.workspaceSlug()),
                new Place(
                        EnvironmentSlug.parse("environment", body.environment()).text(),
                        SecretPath.parse("secretPath", body.secretPath()).text()));
    }
}
