package dev.claviger.sync.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Pattern;

/** GitLab's rules for variables, checked before anything is sent. */
final class VariableRules {
    private static final int LONGEST_DESCRIPTION = 255;
    private static final int LONGEST_INSTANCE_VALUE = 10_000;
    private static final int LONGEST_ENVIRONMENT_STRING = 131_071;
    private static final Pattern KEY = Pattern.compile("[a-zA-Z0-9_]{1,255}");
    private static final Pattern SCOPE = Pattern.compile("[a-zA-Z0-9_/${}. *-]+");
    private static final Pattern WHITESPACE = Pattern.compile("[ \\t\\n\\r\\f\\u000B]");
    private static final Pattern NARROW = Pattern.compile("[a-zA-Z0-9_+=/@:.~-]*");

    private VariableRules() {}

    /** The first rule that the variable breaks, masking aside. */
    static Optional<Rule> broken(DesiredVariable wanted, Destination place) {
        String scope = wanted.id().scope();
        if (!KEY.matcher(wanted.id().key()).matches()) {
            return Optional.of(Rule.KEY_SYNTAX);
        }
        if (!SCOPE.matcher(scope).matches() || !scope.strip().equals(scope)) {
            return Optional.of(Rule.SCOPE_SYNTAX);
        }
        if (!place.scopes() && !scope.equals(VariableId.EVERYWHERE)) {
            return Optional.of(Rule.SCOPE_UNSUPPORTED);
        }
        if (!place.hiding() && wanted.exposure().hidden()) {
            return Optional.of(Rule.HIDING_UNSUPPORTED);
        }
        if (wanted.description().codePointCount(0, wanted.description().length()) > LONGEST_DESCRIPTION) {
            return Optional.of(Rule.DESCRIPTION_LENGTH);
        }
        return brokenByValue(wanted, place);
    }

    private static Optional<Rule> brokenByValue(DesiredVariable wanted, Destination place) {
        String value = wanted.value().reveal();
        if (value.indexOf('\0') >= 0) {
            return Optional.of(Rule.VALUE_NUL);
        }
        if (place.level() == Destination.Level.INSTANCE && value.length() > LONGEST_INSTANCE_VALUE) {
            return Optional.of(Rule.VALUE_LENGTH);
        }
        int environmentString = wanted.id().key().length() + 1 + value.getBytes(UTF_8).length;
        boolean fits = wanted.exposure().file() || environmentString <= LONGEST_ENVIRONMENT_STRING;
        return fits ? Optional.empty() : Optional.of(Rule.VALUE_LENGTH);
    }

    /** Why the value cannot be masked; empty when it can or need not be. */
    static Optional<Rule> unmaskable(DesiredVariable wanted) {
        String value = wanted.value().reveal();
        if (!wanted.exposure().masked()) {
            return Optional.empty();
        }
        if (value.codePointCount(0, value.length()) < 8) {
            return Optional.of(Rule.MASK_LENGTH);
        }
        if (WHITESPACE.matcher(value).find()) {
            return Optional.of(Rule.MASK_WHITESPACE);
        }
        boolean narrow = wanted.exposure().raw() || NARROW.matcher(value).matches();
        return narrow ? Optional.empty() : Optional.of(Rule.MASK_ALPHABET);
    }
}
