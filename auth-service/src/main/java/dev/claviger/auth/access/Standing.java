package dev.claviger.auth.access;

import dev.claviger.kernel.caller.NotAuthenticated;
import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** The rights of the caller of this request, as they are now. */
@RequestScoped
public class Standing {
    private @Nullable Rights rights;

    /** Sets what the check of the access token has found. */
    public void set(Rights found) {
        rights = found;
    }

    /** Throws {@link NotAllowed} unless the caller may do this to identities of its organisation. */
    void require(IdentityAction action) {
        if (!action.isAllowedTo(rights().role())) {
            throw new NotAllowed(action);
        }
    }

    /** Throws {@link BoundaryExceeded} when the caller has fewer rights than the other side has or would get. */
    public void requireCovers(Rights other) {
        if (!rights().covers(other)) {
            throw new BoundaryExceeded();
        }
    }

    private Rights rights() {
        if (rights == null) {
            throw new NotAuthenticated();
        }
        return rights;
    }
}
