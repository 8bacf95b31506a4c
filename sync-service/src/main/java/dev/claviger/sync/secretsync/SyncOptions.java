package dev.claviger.sync.secretsync;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.kernel.http.Validation;
import org.jspecify.annotations.Nullable;

/**
 * How a sync goes about it (http-api.md 7.2), as it was given.
 *
 * @param keySchema how keys are named at the other side; null for as they are here
 * @param disableSecretDeletion null where nothing was said, which is kept apart from {@code false}: only who asks for deletions gets them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SyncOptions(
        @Nullable String initialSyncBehavior,
        @Nullable String keySchema,
        @Nullable Boolean disableSecretDeletion,
        @Nullable Boolean recursive) {
    private static final String PREFIX = "syncOptions.";
    private static final String OVERWRITE = "overwrite-destination";
    private static final String KEY = "{{secretKey}}";
    private static final int LONGEST = 255;

    SyncOptions check(Validation valid) {
        String behaviour = valid.text(PREFIX + "initialSyncBehavior", initialSyncBehavior);
        valid.check(
                behaviour.isEmpty() || behaviour.equals(OVERWRITE),
                PREFIX + "initialSyncBehavior",
                "Must be overwrite-destination: GitLab cannot be imported from");
        @Nullable String schema = keySchema == null || keySchema.isBlank() ? null : keySchema.strip();
        if (schema != null) {
            valid.check(
                    isSchema(schema),
                    PREFIX + "keySchema",
                    "Must contain {{secretKey}} once, may contain {{environment}}, and otherwise only letters, digits,"
                            + " - _ /, at most 255 characters");
        }
        return new SyncOptions(behaviour, schema, disableSecretDeletion, Boolean.TRUE.equals(recursive));
    }

    private static boolean isSchema(String schema) {
        int at = schema.indexOf(KEY);
        String rest = schema.replace(KEY, "").replace("{{environment}}", "");
        return schema.length() <= LONGEST
                && at >= 0
                && schema.indexOf(KEY, at + 1) < 0
                && rest.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || "-_/".indexOf(c) >= 0));
    }
}
