package dev.claviger.auth.sso;

import dev.claviger.auth.issuer.IssuerAddress;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.OrgRole;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Who vouches for the people of an organisation.
 *
 * @param issuer how it calls itself in tokens, exactly
 * @param defaultRole of people who come without an invitation, and of those whose groups are not mapped
 * @param groupClaim the claim that lists groups; empty for none
 * @param groupRoles which group gives which role; the strongest counts, anew at each login
 * @param admitsUnknown whether people come in without an invitation
 * @param trustsMfa whether its login counts as a second factor
 */
record Provider(
        UUID id,
        UUID orgId,
        IssuerAddress address,
        String issuer,
        String clientId,
        Secret clientSecret,
        OrgRole defaultRole,
        String groupClaim,
        Map<String, OrgRole> groupRoles,
        boolean admitsUnknown,
        boolean trustsMfa,
        boolean enabled) {

    Provider {
        groupRoles = Map.copyOf(groupRoles);
    }

    /** Whether everything is as before, but for the client secret, which says nothing about people. */
    boolean isSameFor(Provider before) {
        return with(before.clientSecret).equals(before);
    }

    private Provider with(Secret secret) {
        return new Provider(
                id,
                orgId,
                address,
                issuer,
                clientId,
                secret,
                defaultRole,
                groupClaim,
                groupRoles,
                admitsUnknown,
                trustsMfa,
                enabled);
    }

    /** Whether groups decide about roles at all. */
    boolean mapsGroups() {
        return !groupClaim.isEmpty() && !groupRoles.isEmpty();
    }

    /** The role of somebody in these groups. */
    OrgRole role(List<String> groups) {
        return groups.stream()
                .filter(groupRoles::containsKey)
                .map(groupRoles::get)
                .min(Comparator.naturalOrder())
                .orElse(defaultRole);
    }
}
