package dev.claviger.sync.connection;

import dev.claviger.kernel.http.Validation;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants of a connection. What is absent stays as it is.
 *
 * @param gatewayId must be absent: none of these systems is reached through a gateway
 * @param isPlatformManagedCredentials must be absent or false
 */
record ConnectionWish(
        @Nullable String name,
        @Nullable String method,
        @Nullable String description,
        @Nullable String projectId,
        @Nullable CredentialsWish credentials,
        @Nullable String gatewayId,
        @Nullable Boolean isPlatformManagedCredentials) {
    private static final int LONGEST_DESCRIPTION = 256;

    String checkedName(Validation valid) {
        String text = valid.text("name", name);
        valid.check(
                text.isEmpty() || (text.matches("[a-z0-9]+(-[a-z0-9]+)*") && text.length() <= 64),
                "name",
                "Must be a slug of at most 64 characters: small letters, digits and single dashes between them");
        return text;
    }

    @Nullable
    String checkedDescription(Validation valid) {
        valid.check(
                description == null || description.length() <= LONGEST_DESCRIPTION,
                "description",
                "Must have at most 256 characters");
        return description;
    }

    String checkedMethod(Validation valid, App app) {
        String text = valid.text("method", method);
        valid.check(
                app.option().methods().contains(text),
                "method",
                "Must be one of " + app.option().methods());
        return text;
    }

    Optional<UUID> project(Validation valid) {
        return projectId == null || projectId.isBlank()
                ? Optional.empty()
                : Optional.of(valid.id("projectId", projectId));
    }

    Credentials checkedCredentials(Validation valid, App app, String chosenMethod) {
        valid.check(gatewayId == null, "gatewayId", "Gateways are not supported. Leave it out");
        valid.check(
                isPlatformManagedCredentials == null || !isPlatformManagedCredentials,
                "isPlatformManagedCredentials",
                "Must be false");
        valid.check(credentials != null, "credentials", "Required");
        return (credentials == null ? CredentialsWish.NOTHING : credentials).check(valid, app, chosenMethod);
    }
}
