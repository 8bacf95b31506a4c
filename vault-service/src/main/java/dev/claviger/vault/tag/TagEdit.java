package dev.claviger.vault.tag;

import dev.claviger.kernel.http.Validation;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a request says about a tag, new or changed. A name may be sent and is not kept: it is the slug. */
record TagEdit(
        @Nullable String slug,
        @Nullable String color,
        @Nullable String name) {
    static final TagEdit EMPTY = new TagEdit(null, null, null);
    private static final int MAX_COLOR = 64;

    Tag create(UUID id, UUID projectId, Instant now) {
        return new Tag(id, projectId, TagSlug.parse("slug", slug), parsedColor(""), now, now);
    }

    Tag applyTo(Tag current, Instant now) {
        return new Tag(
                current.id(),
                current.projectId(),
                slug == null || slug.isBlank() ? current.slug() : TagSlug.parse("slug", slug),
                parsedColor(current.color()),
                current.createdAt(),
                now);
    }

    private String parsedColor(String otherwise) {
        Validation input = new Validation();
        String parsed = input.text("color", color, otherwise);
        input.check(parsed.length() <= MAX_COLOR, "color", "Must be at most %d characters".formatted(MAX_COLOR));
        input.done();
        return parsed;
    }
}
