package dev.claviger.vault.privilege;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.claviger.vault.membership.Term;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.LegacyRules;
import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A privilege as clients see it (http-api.md 6.8); a list has no rules. Of identityId and userId the one that applies is there. */
record PrivilegeView(
        UUID id,
        String slug,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID identityId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID userId,
        UUID projectId,
        UUID projectMembershipId,
        @JsonProperty("isTemporary") boolean isTemporary,
        @Nullable String temporaryMode,
        @Nullable String temporaryRange,
        @Nullable Instant temporaryAccessStartTime,
        @Nullable Instant temporaryAccessEndTime,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Object> permissions,
        Instant createdAt,
        Instant updatedAt) {

    /** What stands around one. */
    record One(PrivilegeView privilege) {}

    /** What stands around many. */
    record Many(List<PrivilegeView> privileges) {}

    static PrivilegeView of(Privilege privilege) {
        return of(privilege, privilege.permissions().described());
    }

    static PrivilegeView inShort(Privilege privilege) {
        return of(privilege, null);
    }

    /** In the older form. */
    static PrivilegeView older(Privilege privilege) {
        List<?> rules = new JsonArray(
                        LegacyRules.toOlder(privilege.permissions().given()).encode())
                .getList();
        return of(privilege, List.copyOf(rules));
    }

    private static PrivilegeView of(Privilege privilege, @Nullable List<Object> rules) {
        @Nullable Term term = privilege.term();
        Holder holder = privilege.holder();
        return new PrivilegeView(
                privilege.id(),
                privilege.slug(),
                holder.type().equals(Holder.IDENTITY) ? holder.id() : null,
                holder.type().equals(Holder.USER) ? holder.id() : null,
                privilege.projectId(),
                privilege.membershipId(),
                term != null,
                term == null ? null : "relative",
                term == null ? null : term.range(),
                term == null ? null : term.start(),
                term == null ? null : term.end(),
                rules,
                privilege.createdAt(),
                privilege.updatedAt());
    }
}
