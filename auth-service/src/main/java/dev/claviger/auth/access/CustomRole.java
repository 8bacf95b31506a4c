package dev.claviger.auth.access;

import dev.claviger.kernel.orgright.Reach;
import dev.claviger.kernel.orgright.RoleText;
import java.util.List;
import java.util.UUID;

/**
 * A role that an organisation made for itself.
 *
 * @param permissions its rules, also in the form in which they were given
 */
public record CustomRole(UUID id, String slug, String name, String description, RoleText permissions) {

    /** What the role allows. */
    public Reach reach() {
        return Reach.of(permissions.rules());
    }

    public List<Object> described() {
        return permissions.described();
    }
}
