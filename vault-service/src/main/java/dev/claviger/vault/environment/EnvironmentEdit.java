package dev.claviger.vault.environment;

import dev.claviger.kernel.http.Validation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request says about an environment, new or changed; a position of 0 counts as none (http-api.md 1.1). */
record EnvironmentEdit(
        @Nullable String name,
        @Nullable String slug,
        @Nullable Integer position) {
    private static final int MAX_NAME = 64;
    private static final int MAX_POSITION = 10_000;

    /** Name and slug must be there. */
    void checkForCreate() {
        Validation input = new Validation();
        input.check(input.text("name", name).length() <= MAX_NAME, "name", "Must be at most 64 characters");
        checkPosition(input);
        input.done();
        var _ = parsedSlug();
    }

    /** What is there must be in order. */
    void checkForUpdate() {
        Validation input = new Validation();
        input.check(input.text("name", name, "").length() <= MAX_NAME, "name", "Must be at most 64 characters");
        checkPosition(input);
        input.done();
        if (slug != null && !slug.isBlank()) {
            var _ = parsedSlug();
        }
    }

    EnvironmentSlug parsedSlug() {
        return EnvironmentSlug.parse("slug", slug);
    }

    String parsedName() {
        return name == null ? "" : name.strip();
    }

    Environment applyTo(Environment current, Instant now) {
        return new Environment(
                current.id(),
                current.projectId(),
                name == null || name.isBlank() ? current.name() : name.strip(),
                slug == null || slug.isBlank() ? current.slug() : parsedSlug(),
                current.position(),
                current.createdAt(),
                now);
    }

    /** The index where it belongs among the others; without a wish, the given one. */
    int index(List<Environment> others, int otherwise) {
        int wish = position == null || position == 0 ? otherwise : position - 1;
        return Math.min(wish, others.size());
    }

    private void checkPosition(Validation input) {
        input.check(
                position == null || (position >= 0 && position <= MAX_POSITION),
                "position",
                "Must be between 1 and " + MAX_POSITION);
    }
}
