package dev.claviger.vault.writing;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Place;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A wish to have these secrets in another folder of the project. */
record Move(ProjectRef project, Place from, Place to, Set<UUID> ids, boolean overwrites) {
    private static final int MAX_SECRETS = 1000;

    static Move parse(Bodies.Move body) {
        Place from = place("source", body.sourceEnvironment(), body.sourceSecretPath());
        Place to = place("destination", body.destinationEnvironment(), body.destinationSecretPath());
        if (from.equals(to)) {
            throw InvalidInput.of("destinationSecretPath", "Must be another folder than the one they are in");
        }
        return new Move(
                ProjectRef.spelled(
                        "projectId", body.projectId(), body.workspaceId(), body.projectSlug(), body.workspaceSlug()),
                from,
                to,
                ids(body),
                Boolean.TRUE.equals(body.shouldOverwrite()));
    }

    private static Place place(String side, @Nullable String environment, @Nullable String path) {
        return new Place(
                EnvironmentSlug.parse(side + "Environment", environment).text(),
                SecretPath.parse(side + "SecretPath", path).text());
    }

    private static Set<UUID> ids(Bodies.Move body) {
        if (body.secretIds() == null
                || body.secretIds().isEmpty()
                || body.secretIds().size() > MAX_SECRETS) {
            throw InvalidInput.of("secretIds", "Must have 1 to %d entries".formatted(MAX_SECRETS));
        }
        Validation input = new Validation();
        Set<UUID> ids = new LinkedHashSet<>();
        body.secretIds().forEach(id -> ids.add(input.id("secretIds", id)));
        input.done();
        return ids;
    }
}
