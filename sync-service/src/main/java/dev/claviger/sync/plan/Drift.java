package dev.claviger.sync.plan;

import java.util.Set;

/** How one variable differs from what the sync left there. Holds no value. */
public record Drift(VariableId id, Set<Kind> kinds) {
    public Drift {
        kinds = Set.copyOf(kinds);
    }

    /** What differs. */
    public enum Kind {
        MISSING,
        VALUE,
        FLAGS,
        /** It is no longer masked, hidden or kept to protected refs. */
        EXPOSURE_GREW,
        /** The same key now stands, unowned, in a scope that more jobs see. */
        WIDER_SCOPE
    }

    /** Whether more people or jobs can read the value than should. */
    public boolean exposes() {
        return kinds.contains(Kind.EXPOSURE_GREW) || kinds.contains(Kind.WIDER_SCOPE);
    }
}
