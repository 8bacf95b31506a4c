package dev.claviger.kernel.glob;

import static dev.claviger.kernel.glob.Node.DOT;
import static dev.claviger.kernel.glob.Node.GLOBSTAR;
import static dev.claviger.kernel.glob.Node.NO_DOT;
import static dev.claviger.kernel.glob.Node.SLASH;
import static dev.claviger.kernel.glob.Node.SOME_CHARACTER;
import static dev.claviger.kernel.glob.Node.STAR;
import static dev.claviger.kernel.glob.Node.optional;
import static dev.claviger.kernel.glob.Node.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a pattern the way picomatch does: well-known whole shapes first, then flat patterns, then everything else.
 *
 * <p>The three ways differ in what they say about dots and slashes at the end, so a pattern must take the same one here as there.
 */
final class GlobParser {

    /** What was read; {@code negated} patterns match what the node does not. */
    record Parsed(Node node, boolean negated) {}

    /** Whole patterns that are shorthand for another. */
    private static final Map<String, String> SHORTHAND = Map.of("***", "*", "**/**", "**", "**/**/**", "**");

    private static final Node ANY_FOLDERS = optional(sequence(NO_DOT, GLOBSTAR, SLASH));

    /** Whole patterns, with or without extensions behind, that tolerate a slash at the end. */
    private static final Map<String, Node> SHAPES = Map.of(
            "*", sequence(NO_DOT, SOME_CHARACTER, STAR),
            ".*", sequence(DOT, SOME_CHARACTER, STAR),
            "*.*", sequence(NO_DOT, STAR, DOT, SOME_CHARACTER, STAR),
            "*/*", sequence(NO_DOT, STAR, SLASH, SOME_CHARACTER, NO_DOT, STAR),
            "**", sequence(NO_DOT, GLOBSTAR),
            "**/*", sequence(ANY_FOLDERS, NO_DOT, SOME_CHARACTER, STAR),
            "**/*.*", sequence(ANY_FOLDERS, NO_DOT, STAR, DOT, SOME_CHARACTER, STAR),
            "**/.*", sequence(ANY_FOLDERS, DOT, SOME_CHARACTER, STAR));

    private static final Pattern EXTENSION = Pattern.compile("\\.[A-Za-z0-9_]+$");
    private static final Pattern NOT_FLAT = Pattern.compile("^[*!]|[/()\\[\\]{}\"]");

    private GlobParser() {}

    static Parsed parse(String pattern) {
        String input = withoutDotSlash(SHORTHAND.getOrDefault(pattern, pattern));
        if (pattern.startsWith(".") || pattern.startsWith("*")) {
            Optional<Node> shape = shape(input);
            if (shape.isPresent()) {
                return new Parsed(sequence(shape.get(), optional(SLASH)), false);
            }
        }
        return NOT_FLAT.matcher(input).find() ? new TokenParser(input).parse() : new Parsed(flat(input), false);
    }

    private static String withoutDotSlash(String pattern) {
        return pattern.startsWith("./") ? pattern.substring(2) : pattern;
    }

    private static Optional<Node> shape(String input) {
        String base = input;
        var extensions = new StringBuilder();
        while (!SHAPES.containsKey(base)) {
            Matcher extension = EXTENSION.matcher(base);
            if (!extension.find()) {
                return Optional.empty();
            }
            extensions.insert(0, extension.group());
            base = base.substring(0, extension.start());
        }
        return Optional.of(sequence(SHAPES.get(base), Node.literal(extensions.toString())));
    }

    /** Reads a pattern of one segment without brackets: only stars, question marks and text. */
    private static Node flat(String input) {
        if (input.isEmpty()) {
            throw new IllegalArgumentException("A glob needs more than a leading ./");
        }
        var parts = new ArrayList<Node>();
        for (int at = 0; at < input.length(); at++) {
            char c = input.charAt(at);
            if (c == '\\') {
                parts.add(Node.literal(escaped(input, at)));
                at++;
            } else {
                addFlat(parts, c, at);
            }
        }
        return new Node.Sequence(parts);
    }

    private static void addFlat(List<Node> parts, char c, int at) {
        switch (c) {
            case '*' -> parts.add(STAR);
            case '?' -> parts.add(at == 0 ? Node.NOT_SLASH_OR_DOT : Node.NOT_SLASH);
            default -> parts.add(Node.literal(c));
        }
    }

    /** The character behind the backslash at the position. */
    static char escaped(String input, int backslash) {
        if (backslash + 1 == input.length()) {
            throw new IllegalArgumentException("The glob ends in a backslash; write \\\\ for a backslash");
        }
        char c = input.charAt(backslash + 1);
        if (c < 128 && Character.isLetterOrDigit(c)) {
            throw new IllegalArgumentException(
                    "The glob has a backslash before '%c' at %d; only punctuation can be escaped"
                            .formatted(c, backslash));
        }
        return c;
    }
}
