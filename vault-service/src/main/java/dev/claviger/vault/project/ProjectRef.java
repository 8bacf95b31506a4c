package dev.claviger.vault.project;

import dev.claviger.kernel.http.InvalidInput;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a request names a project: by id or by slug. */
public sealed interface ProjectRef {

    /** By its id. */
    record ById(UUID id) implements ProjectRef {}

    /** By its slug in canonical form: trimmed, small letters. */
    record BySlug(String slug) implements ProjectRef {
        public BySlug {
            slug = slug.strip().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads an id; absent is {@link InvalidInput}, a text that is no id names no project: {@link ProjectNotFound}. */
    static ProjectRef id(String field, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw InvalidInput.of(field, "Required");
        }
        return new ById(PublicId.parse(text.strip()).orElseThrow(() -> ProjectNotFound.byId(text.strip())));
    }

    /** Reads a slug; absent is {@link InvalidInput}. */
    static ProjectRef slug(String field, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw InvalidInput.of(field, "Required");
        }
        return new BySlug(text);
    }

    /** Reads a path segment in which clients put either. */
    static ProjectRef idOrSlug(String text) {
        return PublicId.parse(text.strip()).<ProjectRef>map(ById::new).orElseGet(() -> new BySlug(text));
    }

    /**
     * Reads a project in whichever spelling a client uses, newer and older words alike (http-api.md 4.2); empty ones count as absent,
     * and an id wins over a slug. The field is named when all are absent.
     */
    static ProjectRef spelled(
            String field,
            @Nullable String projectId,
            @Nullable String workspaceId,
            @Nullable String projectSlug,
            @Nullable String workspaceSlug) {
        return either(field, given(projectId, workspaceId), given(projectSlug, workspaceSlug));
    }

    private static @Nullable String given(@Nullable String newer, @Nullable String older) {
        return newer == null || newer.isBlank() ? older : newer;
    }

    /** Reads whichever of the two is given; the id wins. The field is named when both are absent. */
    static ProjectRef either(String field, @Nullable String id, @Nullable String slug) {
        return (id == null || id.isBlank()) && slug != null && !slug.isBlank() ? slug(field, slug) : id(field, id);
    }
}
