package dev.claviger.vault.membership;

import dev.claviger.vault.permission.Holding;
import dev.claviger.vault.permission.Source;
import dev.claviger.vault.role.AssignableRole;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A role of a membership.
 *
 * @param term null for a role that lasts
 */
record GrantedRole(UUID id, AssignableRole role, @Nullable Term term, Instant createdAt, Instant updatedAt) {

    Holding holding() {
        return new Holding(
                new Source(Source.Kind.ROLE, role.slug(), role.customId(), null),
                role.rules(),
                term == null ? null : term.start(),
                term == null ? null : term.end());
    }
}
