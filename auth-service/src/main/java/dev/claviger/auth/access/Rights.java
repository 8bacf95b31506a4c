package dev.claviger.auth.access;

import dev.claviger.kernel.caller.OrgRole;
import java.util.List;

/**
 * How much someone may do by itself: the role in the organisation, and whether the whole instance is theirs.
 *
 * @param instanceAdmin set for the identity that was made when the instance was set up
 */
public record Rights(OrgRole role, boolean instanceAdmin) {

    /** What these rights reach. */
    public Reach reach() {
        return new Reach(List.of(BuiltInRules.of(role)), instanceAdmin);
    }
}
