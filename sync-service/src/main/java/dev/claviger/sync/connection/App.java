package dev.claviger.sync.connection;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An outside system that can be connected to. */
public enum App {
    GITLAB("gitlab", "GitLab"),
    POSTGRES("postgres", "PostgreSQL");

    private final String slug;
    private final String title;

    App(String slug, String title) {
        this.slug = slug;
        this.title = title;
    }

    /** Its name in routes and answers. */
    public String slug() {
        return slug;
    }

    ConnectionOption option() {
        return new ConnectionOption(slug, title, methods());
    }

    /** The ways to log in there. */
    List<String> methods() {
        return switch (this) {
            case GITLAB -> List.of("access-token", "oauth");
            case POSTGRES -> List.of("username-and-password");
        };
    }

    static Optional<App> bySlug(String slug) {
        return Stream.of(values()).filter(app -> app.slug.equals(slug)).findFirst();
    }
}
