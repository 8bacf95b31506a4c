package dev.claviger.kernel.caller;

import java.util.Optional;
import java.util.stream.Stream;

/** The built-in role of a caller in its organisation, as the access token states it. */
public enum OrgRole {
    ADMIN("admin"),
    MEMBER("member"),
    NO_ACCESS("no-access");

    private final String slug;

    OrgRole(String slug) {
        this.slug = slug;
    }

    public String slug() {
        return slug;
    }

    public static Optional<OrgRole> bySlug(String slug) {
        return Stream.of(values()).filter(role -> role.slug.equals(slug)).findFirst();
    }
}
