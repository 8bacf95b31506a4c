package dev.claviger.sync.secretsync;

import dev.claviger.kernel.http.Validation;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a caller wants of a sync. What is absent stays as it is. */
record SyncWish(
        @Nullable String name,
        @Nullable String projectId,
        @Nullable String connectionId,
        @Nullable String environment,
        @Nullable String secretPath,
        @Nullable String description,
        @Nullable Boolean isAutoSyncEnabled,
        @Nullable SyncOptions syncOptions,
        @Nullable GitLabTarget destinationConfig) {
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_DESCRIPTION = 256;
    private static final int LONGEST_PATH = 1024;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern SLUG = Pattern.compile("[a-z0-9_-]{1,64}");
    private static final Pattern PATH = Pattern.compile("/|(/[A-Za-z0-9_.-]{1,255})+");

    String checkedName(Validation valid) {
        String text = valid.text("name", name);
        valid.check(
                text.isEmpty()
                        || (text.length() <= LONGEST_NAME && NAME.matcher(text).matches()),
                "name",
                "Must be a slug of at most 256 characters: small letters, digits and single dashes between them");
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

    UUID checkedProject(Validation valid) {
        return valid.id("projectId", projectId);
    }

    UUID checkedConnection(Validation valid) {
        return valid.id("connectionId", connectionId);
    }

    String checkedEnvironment(Validation valid) {
        String text = valid.text("environment", environment);
        valid.check(
                text.isEmpty() || SLUG.matcher(text).matches(), "environment", "Must be the slug of an environment");
        return text;
    }

    /** In canonical form: with a slash at the beginning, none at the end, and no dots that lead elsewhere. */
    String checkedPath(Validation valid) {
        String text = valid.text("secretPath", secretPath);
        String rooted = text.startsWith("/") ? text : "/" + text;
        String path = rooted.length() > 1 && rooted.endsWith("/") ? rooted.substring(0, rooted.length() - 1) : rooted;
        boolean isPlain = path.length() <= LONGEST_PATH
                && PATH.matcher(path).matches()
                && !path.contains("/./")
                && !path.contains("/../")
                && !path.endsWith("/.")
                && !path.endsWith("/..");
        valid.check(text.isEmpty() || isPlain, "secretPath", "Must be the path of a folder, such as /app");
        return path;
    }

    SyncOptions checkedOptions(Validation valid) {
        valid.check(syncOptions != null, "syncOptions", "Required");
        return (syncOptions == null ? new SyncOptions("overwrite-destination", null, null, null) : syncOptions)
                .check(valid);
    }

    GitLabTarget checkedTarget(Validation valid) {
        valid.check(destinationConfig != null, "destinationConfig", "Required");
        return (destinationConfig == null
                        ? new GitLabTarget("project", "0", null, null, null, null, null, null, null)
                        : destinationConfig)
                .check(valid);
    }
}
