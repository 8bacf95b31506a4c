package dev.claviger.vault.transfer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes dotenv files that readers agree on.
 *
 * <p>Readers differ in what a backslash means, and whether a dollar is expanded. Single quotes mean the same everywhere, across lines
 * too, unless a backslash comes in pairs or last; double quotes do where there is nothing in them that some reader would replace. What
 * needs both is written with backslashes, as shells read it, below a comment that says so. Back quotes are never used: to a shell they
 * are a command.
 */
final class DotenvText {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
    private static final Pattern TROUBLE_IN_SINGLE = Pattern.compile("['\\r]|\\\\\\\\|\\\\$");
    private static final Pattern TROUBLE_IN_DOUBLE = Pattern.compile("[\"\\\\$`]");
    private static final Pattern ESCAPED = Pattern.compile("[\"\\\\$`]");

    private DotenvText() {}

    static String write(List<Sheet> sheets) {
        StringBuilder text = new StringBuilder();
        List<String> refused = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Sheet sheet : sheets) {
            for (Line line : sheet.lines()) {
                if (fits(line) && names.add(line.name())) {
                    write(text, line.name(), line.value().reveal());
                } else {
                    refused.add(line.name());
                }
            }
        }
        if (!refused.isEmpty()) {
            throw new FileRefused(
                    "Dotenv cannot hold: %s. It has one name once, of letters, digits and ._- , and no NUL. Use json or yaml."
                            .formatted(String.join(", ", refused)));
        }
        return text.toString();
    }

    private static boolean fits(Line line) {
        return NAME.matcher(line.name()).matches() && line.value().reveal().indexOf('\0') < 0;
    }

    private static void write(StringBuilder text, String name, String value) {
        if (!TROUBLE_IN_SINGLE.matcher(value).find()) {
            line(text, name, '\'', value);
        } else if (!TROUBLE_IN_DOUBLE.matcher(value).find()) {
            line(text, name, '"', value.replace("\r", "\\r"));
        } else {
            text.append("# ").append(name).append(": has backslash escapes, which not every reader undoes\n");
            line(text, name, '"', ESCAPED.matcher(value).replaceAll("\\\\$0").replace("\r", "\\r"));
        }
    }

    private static void line(StringBuilder text, String name, char quote, String value) {
        text.append(name).append('=').append(quote).append(value).append(quote).append('\n');
    }
}
