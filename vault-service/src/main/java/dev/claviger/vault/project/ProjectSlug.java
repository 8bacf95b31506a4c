package dev.claviger.vault.project;

import dev.claviger.kernel.http.InvalidInput;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** The rules of project slugs (http-api.md 1.7). */
final class ProjectSlug {
    private static final int LEAST_ON_CREATE = 5;
    private static final int MOST_ON_CREATE = 36;
    private static final int MOST_ON_UPDATE = 64;
    private static final int SUFFIX = 4;
    private static final int RADIX = 36;
    private static final long SUFFIXES = 1_679_616; // 36 to the 4th

    private static final Pattern ASCII = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern WITH_UNDERSCORES = Pattern.compile("[a-z0-9]+([_-][a-z0-9]+)*");
    private static final Pattern OTHERS = Pattern.compile("[^a-z0-9]+");

    private ProjectSlug() {}

    /** For a new project. */
    static String forCreate(String given) {
        String slug = canonical(given);
        if (slug.length() < LEAST_ON_CREATE
                || slug.length() > MOST_ON_CREATE
                || !PLAIN.matcher(slug).matches()) {
            throw InvalidInput.of("slug", "Must be 5 to 36 letters, digits and single hyphens");
        }
        return slug;
    }

    /** For a project that exists. */
    static String forUpdate(String given) {
        String slug = canonical(given);
        if (slug.length() > MOST_ON_UPDATE || !WITH_UNDERSCORES.matcher(slug).matches()) {
            throw InvalidInput.of("slug", "Must be 1 to 64 letters, digits and single hyphens or underscores");
        }
        return slug;
    }

    /** Out of the name and four characters of the random id. */
    static String fromName(String name, UUID randomId) {
        String words = OTHERS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("-");
        String start = words.substring(0, Math.min(words.length(), MOST_ON_CREATE - SUFFIX - 1));
        String trimmed = start.replaceAll("^-|-$", "");
        String digits = Long.toString(Math.floorMod(randomId.getLeastSignificantBits(), SUFFIXES), RADIX);
        return "%s-%s%s"
                .formatted(trimmed.isEmpty() ? "project" : trimmed, "0".repeat(SUFFIX - digits.length()), digits);
    }

    private static String canonical(String given) {
        String trimmed = given.strip();
        if (!ASCII.matcher(trimmed).matches()) {
            throw InvalidInput.of("slug", "Must be letters, digits and hyphens");
        }
        return trimmed.toLowerCase(Locale.ROOT);
    }
}
