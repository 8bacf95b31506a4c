package dev.claviger.vault.explain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.RuleText;
import dev.claviger.vault.project.PublicId;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A change that is thought of, not made. */
sealed interface Change {

    /** Other rules for a role of the project. */
    record OfRole(UUID roleId, RuleText permissions) implements Change {}

    /** Other roles for a member, by slugs; none takes it out of the project. */
    record OfMembership(Holder holder, List<String> roles) implements Change {
        public OfMembership {
            roles = List.copyOf(roles);
        }
    }

    /** Other rules for a privilege, or a new one for a member where no id is given; no rules take it away. */
    record OfPrivilege(@Nullable UUID privilegeId, Holder holder, RuleText permissions) implements Change {}

    /** As requests give it: exactly one of role, membership and privilege. */
    record Body(
            @Nullable Role role,
            @Nullable Membership membership,
            @Nullable Privilege privilege) {

        /** Refuses with {@link InvalidInput}. */
        Change check() {
            if (role != null && membership == null && privilege == null) {
                return new OfRole(id("change.role.id", role.id), rules(role.permissions));
            }
            if (membership != null && role == null && privilege == null) {
                return new OfMembership(holder(membership.type, membership.id), slugs(membership.roles));
            }
            if (privilege != null && role == null && membership == null) {
                @Nullable
                UUID privilegeId =
                        privilege.id == null || privilege.id.isBlank() ? null : id("change.privilege.id", privilege.id);
                return new OfPrivilege(
                        privilegeId, holder(privilege.type, privilege.memberId), rules(privilege.permissions));
            }
            throw InvalidInput.of("change", "Must have exactly one of role, membership and privilege");
        }
    }

    /** A role and its rules. */
    record Role(@Nullable String id, @Nullable JsonNode permissions) {}

    /** A member and its roles. */
    record Membership(
            @Nullable String type,
            @Nullable String id,
            @Nullable List<String> roles) {}

    /** A member, its privilege and the rules of that. */
    record Privilege(
            @Nullable String type,
            @Nullable String memberId,
            @Nullable String id,
            @Nullable JsonNode permissions) {}

    private static Holder holder(@Nullable String type, @Nullable String id) {
        if (!List.of(Holder.IDENTITY, Holder.USER, Holder.GROUP).contains(String.valueOf(type))) {
            throw InvalidInput.of("change.type", "Must be identity, user or group");
        }
        return new Holder(String.valueOf(type), id("change.id", id));
    }

    private static List<String> slugs(@Nullable List<String> roles) {
        if (roles == null || roles.contains(null) || roles.size() > 20) {
            throw InvalidInput.of("change.membership.roles", "Must be at most 20 slugs of roles");
        }
        return roles;
    }

    private static RuleText rules(@Nullable JsonNode given) {
        if (given == null || !given.isArray()) {
            throw InvalidInput.of(RuleText.FIELD, "Must be a list of rules");
        }
        return RuleText.parse(new JsonArray(given.toString()));
    }

    private static UUID id(String field, @Nullable String text) {
        return PublicId.parse(String.valueOf(text)).orElseThrow(() -> InvalidInput.of(field, "Must be a UUID"));
    }
}
