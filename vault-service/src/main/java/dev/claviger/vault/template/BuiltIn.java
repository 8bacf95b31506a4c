package dev.claviger.vault.template;

import dev.claviger.vault.project.Blueprints;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The template that is always there. It has the same id in every organisation. */
final class BuiltIn {
    private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000000");

    private BuiltIn() {}

    static boolean is(UUID id) {
        return id.equals(ID);
    }

    static ProjectTemplate of(UUID orgId) {
        return new ProjectTemplate(
                ID,
                orgId,
                Blueprints.DEFAULT,
                "Development, staging and production",
                new Content(List.of(), Content.USUAL, List.of(), List.of(), List.of()),
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
