package dev.claviger.vault.permission;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Text with places such as {@code {{identity.metadata.team}}}. What is put in is plain text: it is not looked at for places again. */
final class Template {
    static final String KNOWN =
            "identity.id, identity.username, identity.metadata.<key>, identity.auth.oidc.claims.<key>, "
                    + "identity.auth.kubernetes.<key> and identity.auth.aws.<key>";

    /** Names without commas: {@code {{a,b},c}} is a glob. */
    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([^{},]*?)\\s*}}");

    private Template() {}

    static boolean isIn(String text) {
        return text.contains("{{") && PLACE.matcher(text).find();
    }

    /** Whether all its places are of the language. */
    static boolean isKnown(String text) {
        return names(text).allMatch(Facts::isKnown);
    }

    static Stream<String> names(String text) {
        return PLACE.matcher(text).results().map(place -> place.group(1));
    }

    /** The text with something harmless in every place; to see whether it can be in order at all. */
    static String sample(String text) {
        return PLACE.matcher(text).replaceAll("x");
    }

    /** What stands before the first place. */
    static String start(String text) {
        Matcher place = PLACE.matcher(text);
        return place.find() ? text.substring(0, place.start()) : text;
    }

    /** Puts values into all places; empty when one of them has none. */
    static Optional<String> fill(String text, Function<String, Optional<String>> values) {
        StringBuilder filled = new StringBuilder();
        int end = 0;
        for (MatchResult place : PLACE.matcher(text).results().toList()) {
            Optional<String> value = values.apply(place.group(1));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            filled.append(text, end, place.start()).append(value.get());
            end = place.end();
        }
        return Optional.of(filled.append(text, end, text.length()).toString());
    }
}
