package dev.claviger.auth.method;

import dev.claviger.kernel.http.Validation;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A comma list of names that are compared exactly; an empty one lets every name pass. */
public record Names(List<String> names) {
    private static final Pattern COMMA = Pattern.compile(",");
    private static final int MOST_CHARACTERS = 16_384;

    public Names {
        names = List.copyOf(names);
    }

    public static Names parse(String list) {
        return new Names(COMMA.splitAsStream(list)
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList());
    }

    /** Reads the field of a request; absent is what stands already. */
    public static Names read(Validation input, String field, @Nullable String given, Names old) {
        if (given == null) {
            return old;
        }
        input.check(given.length() <= MOST_CHARACTERS, field, "Must have at most " + MOST_CHARACTERS + " characters");
        return parse(input.text(field, given, ""));
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }

    public boolean letsPass(String name) {
        return names.isEmpty() || names.contains(name);
    }

    /** In the one form in which it is stored and answered. */
    @Override
    public String toString() {
        return String.join(", ", names);
    }
}
