package dev.claviger.vault.folder;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.environment.EnvironmentSlug;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a read asks for, in canonical form. Texts that no environment and no folder can be called by are not refused as invalid
 * but not found, like those by which none happens to be called (http-api.md 4.4).
 */
public record Sought(EnvironmentSlug environment, SecretPath path) {
    private static final Pattern NAMES =
            Pattern.compile("/?(?!\\.{0,2}(/|$))[ -~&&[^/%\\\\]]+(/(?!\\.{0,2}(/|$))[ -~&&[^/%\\\\]]+)*/?");

    /**
     * Fails with {@link FolderNotFound} where there can be no such folder, and with {@link InvalidInput} for what no name is at all: nothing,
     * control characters, more characters than names may have, and paths that others might take for another one: with empty or dotted
     * parts, backslashes, percent signs, or letters of other alphabets.
     *
     * @param field the path is named so where it is refused
     */
    public static Sought parse(@Nullable String environment, String field, @Nullable String path) {
        try {
            return new Sought(EnvironmentSlug.parse("environment", environment), SecretPath.parse(field, path));
        } catch (InvalidInput unfit) {
            if (environment == null || environment.isBlank() || !isName(environment, EnvironmentSlug.MAX_LENGTH)) {
                throw unfit;
            }
            if (path != null && !isPath(path)) {
                throw unfit;
            }
            throw FolderNotFound.of(environment.strip(), path == null || path.isEmpty() ? "/" : path);
        }
    }

    private static boolean isPath(String text) {
        return text.length() <= SecretPath.MAX_LENGTH
                && (text.isEmpty() || text.equals("/") || NAMES.matcher(text).matches());
    }

    private static boolean isName(String text, int most) {
        return text.length() <= most && text.chars().noneMatch(Character::isISOControl);
    }
}
