package dev.claviger.sync.dynamicsecret;

import dev.claviger.kernel.http.Validation;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A folder as requests name it; some clients say {@code secretPath} for {@code path} (http-api.md 14.1). */
public record PlaceWish(
        @Nullable String projectSlug,
        @Nullable String environmentSlug,
        @Nullable String path,
        @Nullable String secretPath) {
    private static final int LONGEST_PATH = 1024;
    private static final Pattern PROJECT = Pattern.compile("[a-z0-9_-]{1,64}");
    private static final Pattern ENVIRONMENT = Pattern.compile("[a-z0-9_-]{1,64}");
    private static final Pattern PATH = Pattern.compile("/|(/[A-Za-z0-9_-]{1,255})+");

    /** A folder in canonical form. */
    public record Place(String projectSlug, String environment, String path) {}

    public Place checked(Validation valid) {
        return new Place(
                slug(valid, "projectSlug", projectSlug, PROJECT),
                slug(valid, "environmentSlug", environmentSlug, ENVIRONMENT),
                checkedPath(valid));
    }

    private static String slug(Validation valid, String field, @Nullable String given, Pattern pattern) {
        String text = valid.text(field, given).toLowerCase(Locale.ROOT);
        valid.check(text.isEmpty() || pattern.matcher(text).matches(), field, "Must be a slug");
        return text;
    }

    private String checkedPath(Validation valid) {
        String given = path == null || path.isBlank() ? secretPath : path;
        String text = given == null || given.isBlank() ? "/" : given.strip();
        String rooted = text.startsWith("/") ? text : "/" + text;
        String plain = rooted.length() > 1 && rooted.endsWith("/") ? rooted.substring(0, rooted.length() - 1) : rooted;
        valid.check(
                plain.length() <= LONGEST_PATH && PATH.matcher(plain).matches(),
                "path",
                "Must be the path of a folder, such as /app");
        return plain;
    }
}
