package dev.claviger.auth.ldap;

import java.util.List;
import java.util.regex.Pattern;

/**
 * An attribute that an entry must have.
 *
 * @param value what one of its values must be, compared exactly; or several of those, with commas between them
 */
record AllowedField(String key, String value) {
    private static final Pattern COMMA = Pattern.compile(",");

    boolean letsPass(List<String> values) {
        return values.stream().anyMatch(this::isWanted);
    }

    /** As a whole too, since names of groups have commas. */
    private boolean isWanted(String given) {
        return given.equals(value)
                || COMMA.splitAsStream(value).map(String::strip).anyMatch(given::equals);
    }
}
