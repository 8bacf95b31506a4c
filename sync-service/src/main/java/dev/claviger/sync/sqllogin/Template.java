package dev.claviger.sync.sqllogin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text with places for values, in the braces of Handlebars. Nothing of its language works but the variables themselves, values are not
 * escaped, and a value that looks like a template is text.
 */
record Template(List<Part> parts) {
    /** Two or three braces, which mean the same here. */
    private static final Pattern PLACE =
            Pattern.compile("\\{\\{\\{\\s*([A-Za-z.]{1,64})\\s*}}}|\\{\\{\\s*([A-Za-z.]{1,64})\\s*}}");

    Template {
        parts = List.copyOf(parts);
    }

    /** Text, or a place for a value. */
    sealed interface Part {
        record Text(String text) implements Part {}

        record Place(String variable) implements Part {}
    }

    /** Throws {@link Malformed} when it holds anything else between braces than these variables. */
    static Template parse(String text, Set<String> variables) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PLACE.matcher(text);
        int done = 0;
        while (matcher.find()) {
            parts.add(new Part.Text(plain(text.substring(done, matcher.start()), variables)));
            parts.add(new Part.Place(known(matcher, variables)));
            done = matcher.end();
        }
        parts.add(new Part.Text(plain(text.substring(done), variables)));
        return new Template(parts);
    }

    private static String known(MatchResult found, Set<String> variables) {
        String name = found.group(1) == null ? found.group(2) : found.group(1);
        if (!variables.contains(name)) {
            throw unknown(variables);
        }
        return name;
    }

    private static String plain(String text, Set<String> variables) {
        if (text.contains("{{") || text.endsWith("\\")) {
            throw unknown(variables);
        }
        return text;
    }

    private static Malformed unknown(Set<String> variables) {
        return new Malformed("May hold nothing in double braces but %s"
                .formatted(variables.stream().sorted().map("{{%s}}"::formatted).collect(Collectors.joining(", "))));
    }

    boolean uses(String variable) {
        return parts.contains(new Part.Place(variable));
    }

    /** With a value for each variable. */
    String rendered(Map<String, String> values) {
        return parts.stream()
                .map(part -> switch (part) {
                    case Part.Text(String text) -> text;
                    case Part.Place(String variable) -> values.getOrDefault(variable, "");
                })
                .collect(Collectors.joining());
    }
}
