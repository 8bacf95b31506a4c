package dev.claviger.auth.claim;

import dev.claviger.kernel.glob.Glob;
import dev.claviger.kernel.http.Validation;
import java.util.List;
import java.util.regex.Pattern;

/** A comma list of texts and globs, any of which may fit. */
public record Alternatives(List<String> texts) {
    private static final Pattern COMMA = Pattern.compile(",");

    public Alternatives {
        texts = List.copyOf(texts);
    }

    public static Alternatives parse(String list) {
        return new Alternatives(COMMA.splitAsStream(list)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList());
    }

    public boolean isEmpty() {
        return texts.isEmpty();
    }

    /** Notes an issue for every entry that is no valid pattern. */
    void validate(Validation input, String field) {
        texts.forEach(text -> validatePattern(input, field, text));
    }

    static void validatePattern(Validation input, String field, String pattern) {
        try {
            var _ = Glob.compile(pattern);
        } catch (IllegalArgumentException e) {
            input.check(false, field, "Is not a valid pattern. " + e.getMessage());
        }
    }

    /** In the one form in which it is stored and answered. */
    @Override
    public String toString() {
        return String.join(", ", texts);
    }
}
