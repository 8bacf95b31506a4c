package dev.claviger.vault.permission;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The project roles that every project has, with the contents of http-api.md 6.7. */
public enum BuiltInRole {
    ADMIN("admin"),
    MEMBER("member"),
    VIEWER("viewer"),
    NO_ACCESS("no-access");

    private final String slug;

    BuiltInRole(String slug) {
        this.slug = slug;
    }

    public static Optional<BuiltInRole> bySlug(String slug) {
        return Stream.of(values()).filter(role -> role.slug.equals(slug)).findFirst();
    }

    public String slug() {
        return slug;
    }

    public List<Rule> rules() {
        return switch (this) {
            case ADMIN -> BuiltInRules.ADMIN;
            case MEMBER -> BuiltInRules.MEMBER;
            case VIEWER -> BuiltInRules.VIEWER;
            case NO_ACCESS -> List.of();
        };
    }
}
