package dev.claviger.vault.writing;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.claviger.kernel.Secret;
import dev.claviger.vault.secret.SecretText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Request bodies as they come; every field may be absent (http-api.md 1.1, 4.7). Both API versions and all spellings share them. */
final class Bodies {
    private Bodies() {}

    /** Which folder is meant. */
    interface Located {
        @Nullable
        String projectId();

        @Nullable
        String workspaceId();

        @Nullable
        String projectSlug();

        @Nullable
        String workspaceSlug();

        @Nullable
        String environment();

        @Nullable
        String secretPath();
    }

    /** One secret whose name is in the path. */
    record One(
            @Nullable String projectId,
            @Nullable String workspaceId,
            @Nullable String projectSlug,
            @Nullable String workspaceSlug,
            @Nullable String environment,
            @Nullable String secretPath,
            @Nullable String type,
            @Nullable String newSecretName,

            @JsonDeserialize(using = SecretText.class) @Nullable
            Secret secretValue,

            @Nullable String secretComment,
            @Nullable List<@Nullable MetadatumBody> secretMetadata,
            @Nullable List<@Nullable String> tagIds,
            @Nullable Boolean skipMultilineEncoding,
            @Nullable Long secretReminderRepeatDays,
            @Nullable String secretReminderNote)
            implements Located {
        static final One EMPTY =
                new One(null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

        /** The content, under the name of the path. */
        Item item(String name) {
            return new Item(
                    name,
                    null,
                    type,
                    newSecretName,
                    secretValue,
                    secretComment,
                    secretMetadata,
                    tagIds,
                    skipMultilineEncoding,
                    secretReminderRepeatDays,
                    secretReminderNote);
        }
    }

    /** Tags that a secret is to get or to lose, by their slugs. */
    record Tagging(
            @Nullable String projectId,
            @Nullable String workspaceId,
            @Nullable String projectSlug,
            @Nullable String workspaceSlug,
            @Nullable String environment,
            @Nullable String secretPath,
            @Nullable String type,
            @Nullable List<@Nullable String> tagSlugs)
            implements Located {
        static final Tagging EMPTY = new Tagging(null, null, null, null, null, null, null, null);
    }

    /** Several secrets of one folder. */
    record Many(
            @Nullable String projectId,
            @Nullable String workspaceId,
            @Nullable String projectSlug,
            @Nullable String workspaceSlug,
            @Nullable String environment,
            @Nullable String secretPath,
            @Nullable String mode,
            @Nullable List<@Nullable Item> secrets)
            implements Located {
        static final Many EMPTY = new Many(null, null, null, null, null, null, null, null);
    }

    /** Secrets that are to stand in another folder. */
    record Move(
            @Nullable String projectId,
            @Nullable String workspaceId,
            @Nullable String projectSlug,
            @Nullable String workspaceSlug,
            @Nullable String sourceEnvironment,
            @Nullable String sourceSecretPath,
            @Nullable String destinationEnvironment,
            @Nullable String destinationSecretPath,
            @Nullable List<@Nullable String> secretIds,
            @Nullable Boolean shouldOverwrite) {
        static final Move EMPTY = new Move(null, null, null, null, null, null, null, null, null, null);
    }

    /** One of several. */
    record Item(
            @Nullable String secretKey,
            @Nullable String secretPath,
            @Nullable String type,
            @Nullable String newSecretName,

            @JsonDeserialize(using = SecretText.class) @Nullable
            Secret secretValue,

            @Nullable String secretComment,
            @Nullable List<@Nullable MetadatumBody> secretMetadata,
            @Nullable List<@Nullable String> tagIds,
            @Nullable Boolean skipMultilineEncoding,
            @Nullable Long secretReminderRepeatDays,
            @Nullable String secretReminderNote) {
        static final Item EMPTY = new Item(null, null, null, null, null, null, null, null, null, null, null);
    }

    /** One entry of a secret's metadata. */
    record MetadatumBody(
            @Nullable String key,
            @Nullable String value,
            @Nullable Boolean isEncrypted) {}
}
