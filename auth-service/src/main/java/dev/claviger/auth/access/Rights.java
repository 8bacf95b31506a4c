package dev.claviger.auth.access;

import dev.claviger.kernel.caller.OrgRole;

/**
 * How much someone may do: the role in the organisation, and whether the whole instance is theirs.
 *
 * @param instanceAdmin set for the identity that was made when the instance was set up
 */
public record Rights(OrgRole role, boolean instanceAdmin) {

    /** Whether someone with these rights may manage, or hand out, the other ones. */
    boolean covers(Rights other) {
        return rank() >= other.rank();
    }

    private int rank() {
        if (instanceAdmin) {
            return 3;
        }
        return switch (role) {
            case ADMIN -> 2;
            case MEMBER -> 1;
            case NO_ACCESS -> 0;
        };
    }
}
