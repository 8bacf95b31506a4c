package dev.claviger.auth.group;

import dev.claviger.auth.access.Rights;
import java.time.Instant;
import java.util.UUID;

/** A group, with the rights that it gives its members. */
record Group(UUID id, UUID orgId, String name, String slug, Rights rights, Instant createdAt, Instant updatedAt) {

    Group with(Rights other) {
        return new Group(id, orgId, name, slug, other, createdAt, updatedAt);
    }
}
