package dev.claviger.vault.permission;

import org.jspecify.annotations.Nullable;

/**
 * What a question is about, each part in canonical form and null where it does not apply.
 *
 * <p>A question about {@link #NONE} asks whether the action is allowed anywhere; conditions of allowing rules do not count then.
 */
public record Resource(
        @Nullable String environment,
        @Nullable String secretPath,
        @Nullable String secretName) {
    public static final Resource NONE = new Resource(null, null, null);

    /** A folder of an environment. */
    public static Resource folder(String environment, String secretPath) {
        return new Resource(environment, secretPath, null);
    }

    /** A secret in a folder. */
    public static Resource secret(String environment, String secretPath, String secretName) {
        return new Resource(environment, secretPath, secretName);
    }

    boolean isNone() {
        return environment == null && secretPath == null && secretName == null;
    }
}
