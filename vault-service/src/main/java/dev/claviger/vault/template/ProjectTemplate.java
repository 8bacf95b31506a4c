package dev.claviger.vault.template;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A template of an organisation. */
record ProjectTemplate(
        UUID id, UUID orgId, String name, String description, Content content, Instant createdAt, Instant updatedAt) {

    /** As clients see it. */
    record View(
            UUID id,
            UUID orgId,
            String name,
            String description,
            String type,
            List<Content.Role> roles,
            List<Content.Environment> environments,
            List<Content.Identity> identities,
            List<Content.User> users,
            List<Content.Group> groups,
            Instant createdAt,
            Instant updatedAt) {}

    View view() {
        return new View(
                id,
                orgId,
                name,
                description,
                TemplateBody.TYPE,
                content.roles(),
                content.environments(),
                content.identities(),
                content.users(),
                content.groups(),
                createdAt,
                updatedAt);
    }
}
