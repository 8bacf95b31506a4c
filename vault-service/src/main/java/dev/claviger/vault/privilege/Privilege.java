package dev.claviger.vault.privilege;

import dev.claviger.vault.membership.Term;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.Holding;
import dev.claviger.vault.permission.RuleText;
import dev.claviger.vault.permission.Source;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A privilege of a member.
 *
 * @param term null for one that lasts
 */
record Privilege(
        UUID id,
        UUID projectId,
        UUID membershipId,
        Holder holder,
        String slug,
        RuleText permissions,
        @Nullable Term term,
        Instant createdAt,
        Instant updatedAt) {

    Holding holding() {
        return new Holding(
                new Source(Source.Kind.PRIVILEGE, slug, id, null),
                permissions.rules(),
                term == null ? null : term.start(),
                term == null ? null : term.end());
    }

    Privilege with(String otherSlug, RuleText rules, @Nullable Term other, Instant now) {
        return new Privilege(id, projectId, membershipId, holder, otherSlug, rules, other, createdAt, now);
    }
}
