package dev.claviger.kernel.http;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Collects everything wrong with a request, so that the caller learns it all at once.
 *
 * <p>Each method returns a usable value even when it noted an issue; call {@link #done} before using any of them. Empty text
 * counts as absent (http-api.md 1.1).
 */
public final class Validation {
    private static final UUID NIL = new UUID(0, 0);

    private final List<Issue> issues = new ArrayList<>();

    /** The text with outer white space removed; absent or blank is an issue. */
    public String text(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            issues.add(Issue.at(field, "invalid_type", "Required"));
            return "";
        }
        return noNul(field, value.strip());
    }

    /** The text, or the fallback when it is absent or blank. */
    public String text(String field, @Nullable String value, String fallback) {
        return value == null || value.isBlank() ? fallback : noNul(field, value.strip());
    }

    /** A UUID in its usual form; absent or malformed is an issue. */
    public UUID id(String field, @Nullable String value) {
        String text = text(field, value);
        if (text.isEmpty()) {
            return NIL;
        }
        if (text.length() != 36) {
            return badId(field);
        }
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return badId(field);
        }
    }

    /** A number within the bounds, or the fallback when it is absent. */
    public long number(String field, @Nullable Long value, long fallback, long least, long most) {
        if (value == null) {
            return fallback;
        }
        check(value >= least && value <= most, field, "Must be between " + least + " and " + most);
        return value;
    }

    /** A number of a query: absent or empty is the fallback, otherwise a whole number within the bounds. */
    public long number(String field, @Nullable String text, long fallback, long least, long most) {
        if (text == null || text.isEmpty()) {
            return fallback;
        }
        boolean isNumber = text.matches("[0-9]{1,18}");
        long value = isNumber ? Long.parseLong(text) : fallback;
        check(
                isNumber && value >= least && value <= most,
                field,
                "Must be a whole number between %d and %d".formatted(least, most));
        return value;
    }

    /**
     * A query switch: absent or empty is the fallback, otherwise {@code true} or {@code false} (http-api.md 1.1), in whatever case: clients in
     * Python write {@code True}.
     */
    public boolean flag(String field, @Nullable String value, boolean fallback) {
        if (value == null || value.isEmpty()) {
            return fallback;
        }
        boolean isSet = value.equalsIgnoreCase("true");
        check(isSet || value.equalsIgnoreCase("false"), field, "Must be true or false");
        return isSet;
    }

    /** Notes an issue unless the condition holds. */
    public void check(boolean holds, String field, String message) {
        if (!holds) {
            issues.add(Issue.at(field, "custom", message));
        }
    }

    /** Ends the collection; throws {@link InvalidInput} with all issues when anything was noted. */
    public void done() {
        if (!issues.isEmpty()) {
            throw new InvalidInput(issues);
        }
    }

    private UUID badId(String field) {
        issues.add(Issue.at(field, "invalid_string", "Must be a UUID"));
        return NIL;
    }

    private String noNul(String field, String value) {
        check(value.indexOf('\0') < 0, field, "Must not contain a NUL character");
        return value;
    }
}
