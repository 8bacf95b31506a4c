package dev.claviger.vault.tag;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** A tag of a project. */
record Tag(UUID id, UUID projectId, TagSlug slug, String color, Instant createdAt, Instant updatedAt) {

    /** Older servers gave tags a name of their own; clients read it still. */
    @JsonProperty
    TagSlug name() {
        return slug;
    }
}
