package dev.claviger.auth.role;

import dev.claviger.auth.access.CustomRole;
import dev.claviger.auth.access.Rights;
import dev.claviger.kernel.caller.OrgRole;

/** A role that somebody can be given: one that every organisation has, or one that it made. */
public sealed interface HeldRole {

    /** The rights that it gives. */
    Rights rights(boolean instanceAdmin);

    /** One that every organisation has. */
    record BuiltIn(OrgRole role) implements HeldRole {
        @Override
        public Rights rights(boolean instanceAdmin) {
            return new Rights(role, instanceAdmin);
        }
    }

    /** One that the organisation made. */
    record Own(CustomRole role) implements HeldRole {
        @Override
        public Rights rights(boolean instanceAdmin) {
            return Rights.of(role, instanceAdmin);
        }
    }
}
