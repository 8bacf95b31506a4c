package dev.claviger.auth.role;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.auth.access.CustomRole;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.orgright.RoleText;
import io.vertx.core.json.JsonArray;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request says about a role. Absent fields are null. */
record RoleWish(
        @Nullable String slug,
        @Nullable String name,
        @Nullable String description,
        @Nullable RoleText permissions) {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int MAX_SLUG = 64;
    private static final int MAX_NAME = 255;
    private static final int MAX_DESCRIPTION = 1024;

    /** As requests give it. */
    public record Body(
            @Nullable String slug,
            @Nullable String name,
            @Nullable String description,
            @Nullable JsonNode permissions) {}

    static RoleWish fresh(Body body) {
        Validation input = new Validation();
        RoleWish wish = new RoleWish(
                slug(input, input.text("slug", body.slug)),
                name(input, input.text("name", body.name)),
                description(input, body.description == null ? "" : body.description),
                permissions(body.permissions));
        input.check(wish.permissions != null, RoleText.FIELD, "Required");
        input.done();
        return wish;
    }

    static RoleWish edit(Body body) {
        Validation input = new Validation();
        RoleWish wish = new RoleWish(
                isAbsent(body.slug) ? null : slug(input, input.text("slug", body.slug)),
                isAbsent(body.name) ? null : name(input, input.text("name", body.name)),
                body.description == null ? null : description(input, body.description),
                permissions(body.permissions));
        input.done();
        return wish;
    }

    CustomRole role(UUID id) {
        return on(new CustomRole(id, "", "", "", RoleText.parse(new JsonArray())));
    }

    CustomRole on(CustomRole old) {
        return new CustomRole(
                old.id(),
                slug == null ? old.slug() : slug,
                name == null ? old.name() : name,
                description == null ? old.description() : description,
                permissions == null ? old.permissions() : permissions);
    }

    private static String slug(Validation input, String given) {
        String slug = given.strip().toLowerCase(Locale.ROOT);
        input.check(
                slug.length() <= MAX_SLUG && SLUG.matcher(slug).matches(),
                "slug",
                "Must be 1 to 64 letters, digits and single hyphens between them");
        input.check(
                OrgRole.bySlug(slug).isEmpty() && !slug.equals("custom"),
                "slug",
                "admin, member, no-access and custom are taken");
        return slug;
    }

    private static String name(Validation input, String name) {
        input.check(name.length() <= MAX_NAME, "name", "Must have at most 255 characters");
        input.check(name.indexOf('\0') < 0, "name", "Must not contain a NUL character");
        return name;
    }

    private static String description(Validation input, String text) {
        input.check(text.length() <= MAX_DESCRIPTION, "description", "Must have at most 1024 characters");
        input.check(text.indexOf('\0') < 0, "description", "Must not contain a NUL character");
        return text;
    }

    private static @Nullable RoleText permissions(@Nullable JsonNode given) {
        if (given == null || given.isNull()) {
            return null;
        }
        String text = given.toString();
        if (!given.isArray() || text.contains("\\u0000")) {
            throw InvalidInput.of(RoleText.FIELD, "Must be a list of rules");
        }
        return RoleText.parse(new JsonArray(text));
    }

    private static boolean isAbsent(@Nullable String given) {
        return given == null || given.isBlank();
    }
}
