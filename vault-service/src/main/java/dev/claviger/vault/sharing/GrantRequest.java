package dev.claviger.vault.sharing;

import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.Place;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.project.ProjectRef;
import org.jspecify.annotations.Nullable;

/** The body of a new grant. */
record GrantRequest(
        @Nullable String sourceProjectId,
        @Nullable String environment,
        @Nullable String secretPath,
        @Nullable String targetProjectId,
        @Nullable Boolean lendsReadAccess) {
    static final GrantRequest EMPTY = new GrantRequest(null, null, null, null, null);

    /** The same, checked. */
    record Wanted(Place source, ProjectRef target, boolean lendsReadAccess) {}

    Wanted parse() {
        ProjectRef source = ProjectRef.id("sourceProjectId", sourceProjectId);
        ProjectRef target = ProjectRef.id("targetProjectId", targetProjectId);
        Place place = new Place(
                source, EnvironmentSlug.parse("environment", environment), SecretPath.parse("secretPath", secretPath));
        return new Wanted(place, target, Boolean.TRUE.equals(lendsReadAccess));
    }
}
