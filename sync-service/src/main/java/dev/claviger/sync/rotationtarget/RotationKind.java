package dev.claviger.sync.rotationtarget;

import dev.claviger.sync.connection.App;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A sort of credential that can be rotated. */
public enum RotationKind {
    POSTGRES("postgres-credentials", "PostgreSQL Credentials", App.POSTGRES),
    GITLAB_TOKEN("gitlab-access-token", "GitLab Access Token", App.GITLAB),
    RANDOM("random-value", "Random Value", null);

    private final String slug;
    private final String title;
    private final @Nullable App app;

    RotationKind(String slug, String title, @Nullable App app) {
        this.slug = slug;
        this.title = title;
        this.app = app;
    }

    /** Its name in routes and answers. */
    public String slug() {
        return slug;
    }

    /** Its name for people. */
    public String title() {
        return title;
    }

    /** What it takes a connection to; null where it takes none. */
    public @Nullable App app() {
        return app;
    }

    /** The parts of a credential; each becomes a secret. */
    public List<String> fields() {
        return switch (this) {
            case POSTGRES -> List.of("username", "password");
            case GITLAB_TOKEN -> List.of("token");
            case RANDOM -> List.of("value");
        };
    }

    /** Whether the target makes each credential beside the others, so that the one before stays until we end it. */
    public boolean isMadeByTarget() {
        return this == GITLAB_TOKEN;
    }

    public static Optional<RotationKind> bySlug(String slug) {
        return Stream.of(values()).filter(kind -> kind.slug.equals(slug)).findFirst();
    }
}
