package dev.claviger.kernel.principal;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.orgright.Reach;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the topic says of a person, a machine or a group.
 *
 * @param name empty where nothing but a revocation was heard
 * @param orgRole slug of its role in the organisation; empty where nothing but a revocation was heard
 * @param active false when it is disabled or deleted: all its tokens are refused
 * @param revokedUntil tokens that were issued until then are refused; {@link Instant#MIN} for none
 * @param own what its roles and those of its groups reach, when the organisation has made one of them; null where the built-in one says it
 *     all
 * @param machine what there is to know of a machine only; {@link Machine#NONE} for others
 */
public record KnownPrincipal(
        String name,
        String orgRole,
        boolean active,
        Set<UUID> groups,
        Instant revokedUntil,
        @Nullable Reach own,
        Machine machine) {

    public KnownPrincipal {
        groups = Set.copyOf(groups);
    }

    /**
     * What the topic says of a machine.
     *
     * @param metadata what administrators have noted about it
     * @param authMethods the login methods that are attached to it
     * @param projectId the project that it belongs to; null for one of the organisation
     */
    public record Machine(
            Map<String, String> metadata,
            List<String> authMethods,
            boolean hasDeleteProtection,
            @Nullable UUID projectId) {
        public static final Machine NONE = new Machine(Map.of(), List.of(), false);

        /** One of the organisation. */
        public Machine(Map<String, String> metadata, List<String> authMethods, boolean hasDeleteProtection) {
            this(metadata, authMethods, hasDeleteProtection, null);
        }

        public Machine {
            metadata = Map.copyOf(metadata);
            authMethods = List.copyOf(authMethods);
        }
    }

    /** The caller as it is now, where that is known, else as its token says. A role that is not built in carries no rights here. */
    Caller refresh(Caller caller) {
        String nameNow = name.isEmpty() ? caller.name() : name;
        OrgRole roleNow =
                orgRole.isEmpty() ? caller.orgRole() : OrgRole.bySlug(orgRole).orElse(OrgRole.NO_ACCESS);
        return nameNow.equals(caller.name()) && roleNow == caller.orgRole()
                ? caller
                : new Caller(
                        caller.kind(),
                        caller.id(),
                        nameNow,
                        caller.orgId(),
                        roleNow,
                        caller.authMethod(),
                        caller.tokenId(),
                        caller.provenance(),
                        caller.claims());
    }
}
