package dev.claviger.vault.feed;

import dev.claviger.kernel.glob.Glob;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.folder.SecretPath;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The folders that somebody wants to hear of: one path in canonical form, or a glob such as {@code /app/**}. */
public final class PathPattern {
    private static final Pattern WILD = Pattern.compile("[*?\\[\\]{}()!+@|\\\\]");
    private static final int MAX_LENGTH = 1000;

    private final String text;
    private final @Nullable Glob glob;

    private PathPattern(String text, @Nullable Glob glob) {
        this.text = text;
        this.glob = glob;
    }

    /** Absent or empty is the root. Refuses with {@link InvalidInput} what is neither a path nor a glob. */
    public static PathPattern parse(String field, @Nullable String given) {
        String stripped = given == null ? "" : given.strip();
        if (!WILD.matcher(stripped).find()) {
            return new PathPattern(SecretPath.parse(field, stripped).text(), null);
        }
        if (!stripped.startsWith("/") || stripped.length() > MAX_LENGTH) {
            throw InvalidInput.of(
                    field, "Must begin with a slash and have at most %d characters".formatted(MAX_LENGTH));
        }
        String pattern = stripped.endsWith("/") ? stripped.substring(0, stripped.length() - 1) : stripped;
        try {
            return new PathPattern(pattern, Glob.compile(pattern));
        } catch (IllegalArgumentException malformed) {
            throw InvalidInput.of(field, "Must be a path or a glob. " + malformed.getMessage());
        }
    }

    /** Whether a canonical path is one of these folders. */
    public boolean matches(String path) {
        return glob == null ? text.equals(path) : glob.matches(path);
    }

    public String text() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PathPattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
