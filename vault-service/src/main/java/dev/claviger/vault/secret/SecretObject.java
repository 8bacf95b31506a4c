package dev.claviger.vault.secret;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.image.StoredTag;
import dev.claviger.vault.reference.Place;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A secret in an answer (http-api.md 4.3). The one type with a plaintext value: it is built from a {@code Secret} at the last moment and
 * goes nowhere but into the answer.
 *
 * @param createdAt null for imported secrets, as {@code updatedAt}
 */
@JsonPropertyOrder({"id", "_id", "workspace", "environment", "version", "type", "secretKey", "secretValue"})
public record SecretObject(
        UUID id,
        @JsonProperty("_id") UUID sameId,
        UUID workspace,
        String environment,
        int version,
        String type,
        String secretKey,
        String secretValue,
        String secretComment,
        String secretPath,
        boolean secretValueHidden,
        boolean skipMultilineEncoding,
        @Nullable String secretReminderNote,
        @Nullable Integer secretReminderRepeatDays,
        List<Metadatum> secretMetadata,
        List<TagObject> tags,
        @Nullable String metadata,
        boolean isRotatedSecret,
        @Nullable UUID rotationId,
        @Nullable ActorObject actor,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant createdAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant updatedAt) {

    /** What stands in place of a value that is not shown (http-api.md 4.11); clients compare it. */
    public static final String HIDDEN = "<hidden-by-infisical>";

    /** Who wrote the version. */
    public record ActorObject(
            @Nullable UUID actorId,
            String actorType,
            String name,
            @Nullable UUID membershipId,
            @Nullable UUID groupId) {}

    /** A tag of a secret; its name is its slug. */
    public record TagObject(UUID id, String slug, String name, String color) {
        static TagObject of(StoredTag tag) {
            return new TagObject(tag.id(), tag.slug(), tag.slug(), tag.color());
        }
    }

    /** The secret as stored, with this value and detail. */
    static SecretObject of(
            UUID projectId, Place place, StoredSecret stored, String value, boolean hidden, Detail detail) {
        return new SecretObject(
                stored.id(),
                stored.id(),
                projectId,
                place.environment(),
                stored.version(),
                stored.isPersonal() ? "personal" : "shared",
                stored.key(),
                value,
                detail.comment(),
                place.path(),
                hidden,
                stored.skipMultilineEncoding(),
                stored.reminder().note(),
                stored.reminder().days(),
                detail.metadata(),
                stored.tags().stream().map(TagObject::of).toList(),
                null,
                stored.isRotated(),
                stored.rotationId(),
                new ActorObject(
                        stored.author().id(),
                        stored.author().type(),
                        stored.author().name(),
                        null,
                        null),
                stored.createdAt(),
                stored.updatedAt());
    }

    /** Without the metadata that only those see who may read the value. */
    public SecretObject withMaskedMetadata() {
        return with(secretMetadata.stream().map(Metadatum::masked).toList(), createdAt, updatedAt);
    }

    /** Without times, as import blocks have it. */
    public SecretObject withoutTimes() {
        return with(secretMetadata, null, null);
    }

    private SecretObject with(List<Metadatum> shownMetadata, @Nullable Instant created, @Nullable Instant updated) {
        return new SecretObject(
                id,
                sameId,
                workspace,
                environment,
                version,
                type,
                secretKey,
                secretValue,
                secretComment,
                secretPath,
                secretValueHidden,
                skipMultilineEncoding,
                secretReminderNote,
                secretReminderRepeatDays,
                shownMetadata,
                tags,
                metadata,
                isRotatedSecret,
                rotationId,
                actor,
                created,
                updated);
    }
}
