package dev.claviger.auth.access;

import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.orgright.Reach;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How much someone may do by itself: the role in the organisation, and whether the whole instance is theirs.
 *
 * @param role the built-in role; beside a custom one the strongest that it covers, which is what other services see
 * @param custom the role that the organisation made, where it has one
 * @param instanceAdmin set for the identity that was made when the instance was set up
 */
public record Rights(OrgRole role, @Nullable CustomRole custom, boolean instanceAdmin) {

    public Rights(OrgRole role, boolean instanceAdmin) {
        this(role, null, instanceAdmin);
    }

    /** The rights of a role that the organisation made. */
    public static Rights of(CustomRole custom, boolean instanceAdmin) {
        return new Rights(custom.reach().seenAs(), custom, instanceAdmin);
    }

    /** What these rights reach. */
    public Reach reach() {
        return (custom == null ? Reach.of(role) : custom.reach()).withInstance(instanceAdmin);
    }

    /** The slug of the role in answers, where every role that an organisation made is {@code custom}. */
    public String shown() {
        return custom == null ? role.slug() : "custom";
    }

    /** Names the role that the organisation made; null for a built-in one. */
    public @Nullable UUID roleId() {
        return custom == null ? null : custom.id();
    }

    /** Whether it is the administrator of the organisation, whom somebody always has to be; a role made to be as strong does not count. */
    public boolean isAdmin() {
        return custom == null && role == OrgRole.ADMIN;
    }

    /** The slug of the role itself. */
    public String slug() {
        return custom == null ? role.slug() : custom.slug();
    }
}
