package dev.claviger.auth.group;

import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.http.Validation;
import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request says about a group. Absent fields are null. */
record GroupWish(
        @Nullable String name,
        @Nullable String slug,
        @Nullable String role) {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int MAX_SLUG = 64;
    private static final int MAX_NAME = 255;
    private static final int SUFFIX = 4;

    /** As requests give it. */
    public record Body(
            @Nullable String name,
            @Nullable String slug,
            @Nullable String role) {}

    /** A new group needs a name; without a slug it gets one that is made of it. */
    static GroupWish fresh(Body body, UUID id) {
        Validation input = new Validation();
        String name = name(input, input.text("name", body.name));
        GroupWish wish = new GroupWish(
                name,
                isAbsent(body.slug) ? madeOf(name, id) : slug(input, input.text("slug", body.slug)),
                input.text("role", body.role, OrgRole.NO_ACCESS.slug()));
        input.done();
        return wish;
    }

    static GroupWish edit(Body body) {
        Validation input = new Validation();
        GroupWish wish = new GroupWish(
                isAbsent(body.name) ? null : name(input, input.text("name", body.name)),
                isAbsent(body.slug) ? null : slug(input, input.text("slug", body.slug)),
                isAbsent(body.role) ? null : input.text("role", body.role));
        input.done();
        return wish;
    }

    private static String name(Validation input, String name) {
        input.check(name.length() <= MAX_NAME, "name", "Must have at most 255 characters");
        input.check(name.indexOf('\0') < 0, "name", "Must not contain a NUL character");
        return name;
    }

    private static String slug(Validation input, String given) {
        String slug = given.strip().toLowerCase(Locale.ROOT);
        input.check(
                slug.length() <= MAX_SLUG && SLUG.matcher(slug).matches(),
                "slug",
                "Must be 1 to 64 letters, digits and single hyphens between them");
        return slug;
    }

    private static String madeOf(String name, UUID id) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^a-z0-9]+", "-");
        String words = plain.substring(0, Math.min(plain.length(), MAX_SLUG - SUFFIX - 1))
                .replaceAll("^-|-$", "");
        String suffix = id.toString().substring(0, SUFFIX);
        return words.isEmpty() ? suffix : words + "-" + suffix;
    }

    private static boolean isAbsent(@Nullable String given) {
        return given == null || given.isBlank();
    }
}
