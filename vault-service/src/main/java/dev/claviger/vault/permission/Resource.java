package dev.claviger.vault.permission;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a question is about, each part in canonical form and null where it does not apply.
 *
 * <p>A question about {@link #NONE} asks whether the action is allowed anywhere; conditions of allowing rules do not count then.
 *
 * @param secretTags slugs of the tags; null where they are not known, and then no rule about tags allows and every one forbids
 * @param metadata null where it is not known, with the same effect
 */
public record Resource(
        @Nullable String environment,
        @Nullable String secretPath,
        @Nullable String secretName,
        @Nullable Set<String> secretTags,
        @Nullable String eventType,
        @Nullable String identityId,
        @Nullable String connectionId,
        @Nullable List<Metadatum> metadata) {
    public static final Resource NONE = new Resource(null, null, null);

    public Resource {
        secretTags = secretTags == null ? null : Set.copyOf(secretTags);
        metadata = metadata == null ? null : List.copyOf(metadata);
    }

    /** A place; what is no secret has no tags. */
    public Resource(@Nullable String environment, @Nullable String secretPath, @Nullable String secretName) {
        this(environment, secretPath, secretName, secretName == null ? Set.of() : null, null, null, null, null);
    }

    /** A folder of an environment. */
    public static Resource folder(String environment, String secretPath) {
        return new Resource(environment, secretPath, null);
    }

    /** A secret in a folder, whose tags are not known. */
    public static Resource secret(String environment, String secretPath, String secretName) {
        return new Resource(environment, secretPath, secretName);
    }

    /** A secret in a folder, with the slugs of its tags. */
    public static Resource secret(String environment, String secretPath, String secretName, Set<String> tags) {
        return new Resource(environment, secretPath, secretName, tags, null, null, null, null);
    }

    /** A machine identity. */
    public static Resource identity(UUID id) {
        return new Resource(null, null, null, Set.of(), null, id.toString(), null, null);
    }

    /** A dynamic secret, or whatever else has a place and metadata. */
    public static Resource marked(String environment, String secretPath, List<Metadatum> metadata) {
        return new Resource(environment, secretPath, null, Set.of(), null, null, null, metadata);
    }

    boolean isNone() {
        return environment == null
                && secretPath == null
                && secretName == null
                && eventType == null
                && identityId == null
                && connectionId == null
                && metadata == null;
    }
}
