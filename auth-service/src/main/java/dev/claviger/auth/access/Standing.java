package dev.claviger.auth.access;

import dev.claviger.kernel.caller.NotAuthenticated;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.orgright.Reach;
import dev.claviger.kernel.orgright.Right;
import jakarta.enterprise.context.RequestScoped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the caller of this request reaches, as it is now. */
@RequestScoped
public class Standing {
    private static final Reach ADMINISTRATOR = Reach.of(OrgRole.ADMIN);

    private @Nullable Reach reach;

    /** Sets what the check of the access token has found. */
    public void set(Rights found) {
        set(found.reach());
    }

    /** Sets what the check of the access token has found. */
    public void set(Reach found) {
        reach = found;
    }

    /** Whether the caller has the right. */
    boolean allows(Right right) {
        return reach().allows(right);
    }

    /** Whether the caller has all that these give. */
    public boolean covers(Rights other) {
        return reach().missing(other.reach()).isEmpty();
    }

    /** Throws {@link NotAllowed} unless the caller has the right. */
    public void require(Right right) {
        if (!reach().allows(right)) {
            throw new NotAllowed(right);
        }
    }

    /** Throws {@link BoundaryExceeded} when the other side has, or would get, anything that the caller has not. */
    public void requireCovers(Rights other) {
        requireCovers(other.reach());
    }

    /** Throws {@link BoundaryExceeded} when the other side has, or would get, anything that the caller has not. */
    public void requireCovers(Reach other) {
        List<Map<String, Object>> missing = reach().missing(other);
        if (!missing.isEmpty()) {
            throw new BoundaryExceeded(missing);
        }
    }

    /** Whether the caller reaches everything in the organisation, by whatever role, or the whole instance. */
    boolean isAdministrator() {
        return reach().instanceAdmin() || reach().covers(ADMINISTRATOR);
    }

    /** Throws {@link BoundaryExceeded} unless {@link #isAdministrator}. */
    void requireAdministrator() {
        if (!isAdministrator()) {
            requireCovers(ADMINISTRATOR);
        }
    }

    private Reach reach() {
        if (reach == null) {
            throw new NotAuthenticated();
        }
        return reach;
    }
}
