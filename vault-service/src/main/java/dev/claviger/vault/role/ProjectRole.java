package dev.claviger.vault.role;

import dev.claviger.vault.permission.Holding;
import dev.claviger.vault.permission.RuleText;
import dev.claviger.vault.permission.Source;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A role of a project. The version counts its changes. */
record ProjectRole(
        UUID id,
        UUID projectId,
        String slug,
        String name,
        String description,
        RuleText permissions,
        int version,
        Instant createdAt,
        Instant updatedAt) {

    /** What somebody gets with it. */
    List<Holding> holdings() {
        return List.of(new Holding(new Source(Source.Kind.ROLE, slug, id, null), permissions.rules(), null, null));
    }
}
