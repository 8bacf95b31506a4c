package dev.claviger.local.gitlabapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a variable must be like. */
final class VariableRules {
    static final String HIDDEN = "The visibility setting cannot be changed for masked and hidden variables.";
    static final String HIDDEN_OLD = "Updating masked attribute is not allowed on updates for hidden variables.";

    private static final int LONGEST_KEY = 255;
    private static final int LONGEST_DESCRIPTION = 255;
    private static final int LONGEST_INSTANCE_VALUE = 10_000;
    private static final Pattern KEY = Pattern.compile("[a-zA-Z0-9_]+");
    private static final Pattern SCOPE = Pattern.compile("[a-zA-Z0-9_/${}. *-]+");
    private static final Pattern MASKABLE = Pattern.compile("[a-zA-Z0-9_+=/@:.~-]{8,}");
    private static final Pattern MASKABLE_RAW = Pattern.compile("[^ \\t\\n\\r\\f\\u000B]{8,}");

    private final Settings settings;

    VariableRules(Settings settings) {
        this.settings = settings;
    }

    /** Refuses a variable that breaks a rule, naming all of them. */
    void check(Level level, Variable wanted, @Nullable Variable before) {
        Map<String, List<String>> problems = new LinkedHashMap<>();
        if (before != null && before.hidden() && !wanted.masked()) {
            note(problems, "base", settings.has(Quirk.OLD_HIDDEN_WORDING) ? HIDDEN_OLD : HIDDEN);
        }
        checkKey(problems, wanted.key());
        if (wanted.masked() && !isMaskable(wanted)) {
            note(problems, "value", "is invalid");
        }
        if (level == Level.INSTANCE && wanted.value().length() > LONGEST_INSTANCE_VALUE) {
            note(problems, "value", "The value of the provided variable exceeds the 10000 character limit");
        }
        if (!SCOPE.matcher(wanted.scope()).matches()) {
            note(
                    problems,
                    "environment_scope",
                    "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', '*' and spaces");
        }
        String description = wanted.description();
        if (description != null && description.length() > LONGEST_DESCRIPTION) {
            note(problems, "description", "is too long (maximum is 255 characters)");
        }
        if (!problems.isEmpty()) {
            throw Refused.invalid(problems);
        }
    }

    private static void checkKey(Map<String, List<String>> problems, String key) {
        if (key.isEmpty()) {
            note(problems, "key", "can't be blank");
        }
        if (key.length() > LONGEST_KEY) {
            note(problems, "key", "is too long (maximum is 255 characters)");
        }
        if (!KEY.matcher(key).matches()) {
            note(problems, "key", "can contain only letters, digits and '_'.");
        }
    }

    private boolean isMaskable(Variable wanted) {
        boolean wide = wanted.raw() && !settings.has(Quirk.NARROW_RAW_MASK);
        return (wide ? MASKABLE_RAW : MASKABLE).matcher(wanted.value()).matches();
    }

    private static void note(Map<String, List<String>> problems, String field, String problem) {
        problems.computeIfAbsent(field, _ -> new ArrayList<>()).add(problem);
    }
}
