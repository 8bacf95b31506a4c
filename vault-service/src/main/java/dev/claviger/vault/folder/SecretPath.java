package dev.claviger.vault.folder;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.claviger.kernel.http.InvalidInput;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The absolute path of a folder in canonical form: {@code /} or {@code /app/db}, without a slash at the end.
 *
 * <p>Every segment is a folder name, so dot segments, empty segments, backslashes, control characters and look-alikes of other
 * alphabets cannot exist in one. Two paths are the same folder exactly when they are equal. Case counts.
 */
public final class SecretPath implements Comparable<SecretPath> {
    public static final SecretPath ROOT = new SecretPath("/");

    static final int MAX_LENGTH = 1000;
    static final String NAME_RULE =
            "Invalid folder name. Only alphanumeric characters, dashes, and underscores are allowed.";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern BELOW_ROOT = Pattern.compile("(/[A-Za-z0-9_-]+)+");

    private final String text;

    private SecretPath(String text) {
        this.text = text;
    }

    /**
     * Reads a path from a request: absent or empty is the root, a missing slash at the start is added, one at the end removed.
     * Everything else that is not canonical is refused with {@link InvalidInput}.
     */
    public static SecretPath parse(String field, @Nullable String given) {
        if (given == null || given.isEmpty() || given.equals("/")) {
            return ROOT;
        }
        if (given.length() > MAX_LENGTH) {
            throw InvalidInput.of(field, "Must be at most %d characters".formatted(MAX_LENGTH));
        }
        String absolute = given.startsWith("/") ? given : "/" + given;
        String path = absolute.endsWith("/") ? absolute.substring(0, absolute.length() - 1) : absolute;
        if (path.length() > MAX_LENGTH || !BELOW_ROOT.matcher(path).matches()) {
            throw InvalidInput.of(field, "Must be an absolute path of folder names. " + NAME_RULE);
        }
        return new SecretPath(path);
    }

    /** Takes a path that is canonical already, such as one out of the database. */
    public static SecretPath canonical(String path) {
        if (!path.equals("/") && !BELOW_ROOT.matcher(path).matches()) {
            throw new IllegalArgumentException("not a canonical path");
        }
        return new SecretPath(path);
    }

    /** Refuses a length that no path may have. */
    static void requireLength(String field, int length) {
        if (length > MAX_LENGTH) {
            throw InvalidInput.of(field, "Paths are at most %d characters long".formatted(MAX_LENGTH));
        }
    }

    /** Checks a single folder name; refuses with {@link InvalidInput}. */
    public static String name(String field, @Nullable String given) {
        if (given == null || given.isEmpty()) {
            throw InvalidInput.of(field, "Required");
        }
        if (given.length() > MAX_LENGTH || !NAME.matcher(given).matches()) {
            throw InvalidInput.of(field, NAME_RULE);
        }
        return given;
    }

    /** The folder of that name below this one; refuses a name that is none and a path that becomes too long. */
    public SecretPath child(String name) {
        return parse("path", isRoot() ? "/" + name("name", name) : text + "/" + name("name", name));
    }

    /** The folder above, or nothing for the root. */
    public Optional<SecretPath> parent() {
        int slash = text.lastIndexOf('/');
        return isRoot() ? Optional.empty() : Optional.of(slash == 0 ? ROOT : new SecretPath(text.substring(0, slash)));
    }

    /** The last segment; the root is called {@code root}. */
    public String name() {
        return isRoot() ? "root" : text.substring(text.lastIndexOf('/') + 1);
    }

    public boolean isRoot() {
        return text.equals("/");
    }

    /** How many segments: 0 for the root. */
    public int depth() {
        return segments().size();
    }

    public List<String> segments() {
        return isRoot() ? List.of() : List.of(text.substring(1).split("/", -1));
    }

    /** Whether the other path is this folder or lies below it. */
    public boolean contains(SecretPath other) {
        return isRoot() || other.text.equals(text) || other.text.startsWith(text + "/");
    }

    @JsonValue
    public String text() {
        return text;
    }

    @Override
    public int compareTo(SecretPath other) {
        return text.compareTo(other.text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SecretPath path && path.text.equals(text);
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
