package dev.claviger.vault.role;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.permission.BuiltInRole;
import dev.claviger.vault.permission.LegacyRules;
import dev.claviger.vault.permission.RuleText;
import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request says about a role. Absent fields are null. */
record RoleWish(
        @Nullable String slug,
        @Nullable String name,
        @Nullable String description,
        @Nullable RuleText permissions) {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int MAX_SLUG = 64;
    private static final int MAX_NAME = 255;
    private static final int MAX_DESCRIPTION = 1024;

    /** In which form the rules are written. */
    enum Form {
        NEWER,
        OLDER
    }

    /** As requests give it. */
    record Body(
            @Nullable String slug,
            @Nullable String name,
            @Nullable String description,
            @Nullable JsonNode permissions) {

        RoleWish fresh(Form form) {
            Validation input = new Validation();
            String checkedSlug = slugOf(input, input.text("slug", slug));
            String checkedName = nameOf(input, input.text("name", name));
            String text = descriptionOf(input, description == null ? "" : description);
            @Nullable RuleText rules = rules(permissions, form);
            input.check(rules != null, RuleText.FIELD, "Required");
            input.done();
            return new RoleWish(checkedSlug, checkedName, text, rules);
        }

        RoleWish edit(Form form) {
            Validation input = new Validation();
            RoleWish wish = new RoleWish(
                    slug == null || slug.isBlank() ? null : slugOf(input, slug),
                    name == null || name.isBlank() ? null : nameOf(input, name),
                    description == null ? null : descriptionOf(input, description),
                    rules(permissions, form));
            input.done();
            return wish;
        }
    }

    ProjectRole role(UUID id, UUID projectId, Instant now) {
        return new ProjectRole(
                id,
                projectId,
                slug == null ? "" : slug,
                name == null ? "" : name,
                description == null ? "" : description,
                permissions == null ? RuleText.NONE : permissions,
                1,
                now,
                now);
    }

    ProjectRole on(ProjectRole old, Instant now) {
        return new ProjectRole(
                old.id(),
                old.projectId(),
                slug == null ? old.slug() : slug,
                name == null ? old.name() : name,
                description == null ? old.description() : description,
                permissions == null ? old.permissions() : permissions,
                old.version() + 1,
                old.createdAt(),
                now);
    }

    private static String slugOf(Validation input, String given) {
        String slug = given.strip().toLowerCase(Locale.ROOT);
        input.check(
                slug.length() <= MAX_SLUG && SLUG.matcher(slug).matches(),
                "slug",
                "Must be 1 to 64 letters, digits and single hyphens between them");
        input.check(
                BuiltInRole.bySlug(slug).isEmpty() && !slug.equals(AssignableRole.CUSTOM),
                "slug",
                "admin, member, viewer, no-access and custom are taken");
        return slug;
    }

    private static String nameOf(Validation input, String given) {
        String name = given.strip();
        input.check(name.length() <= MAX_NAME, "name", "Must have at most 255 characters");
        input.check(name.indexOf('\0') < 0, "name", "Must not contain a NUL character");
        return name;
    }

    private static String descriptionOf(Validation input, String text) {
        input.check(text.length() <= MAX_DESCRIPTION, "description", "Must have at most 1024 characters");
        input.check(text.indexOf('\0') < 0, "description", "Must not contain a NUL character");
        return text;
    }

    private static @Nullable RuleText rules(@Nullable JsonNode given, Form form) {
        if (given == null || given.isNull()) {
            return null;
        }
        return RuleText.parse(form == Form.OLDER ? LegacyRules.toNewer(list(given)) : list(given));
    }

    private static JsonArray list(JsonNode given) {
        if (!given.isArray()) {
            throw InvalidInput.of(RuleText.FIELD, "Must be a list of rules");
        }
        return new JsonArray(given.toString());
    }
}
