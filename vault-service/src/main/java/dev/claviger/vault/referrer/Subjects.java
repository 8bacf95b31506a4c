package dev.claviger.vault.referrer;

import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Address;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.SecretName;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** The parameters that say which folder is meant. */
class Subjects {
    @QueryParam("projectId")
    @Nullable
    String projectId;

    @QueryParam("workspaceId")
    @Nullable
    String workspaceId;

    @QueryParam("projectSlug")
    @Nullable
    String projectSlug;

    @QueryParam("environment")
    @Nullable
    String environment;

    @QueryParam("secretPath")
    @Nullable
    String secretPath;

    ProjectRef project() {
        @Nullable String id = projectId == null || projectId.isBlank() ? workspaceId : projectId;
        return ProjectRef.either("projectId", id, projectSlug);
    }

    Place place() {
        return new Place(
                EnvironmentSlug.parse("environment", environment).text(),
                SecretPath.parse("secretPath", secretPath).text());
    }

    Address secret(String name) {
        return new Address(place(), SecretName.parse("secretName", name).text());
    }
}
