package dev.claviger.kernel.glob;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads one character class, {@code [a-z]}, with the rules of a JavaScript regular expression. */
final class BracketParser {

    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("alnum", "azAZ09"),
            Map.entry("alpha", "azAZ"),
            Map.entry("ascii", "\u0000\u007f"),
            Map.entry("blank", "  \t\t"),
            Map.entry("cntrl", "\u0000\u001f\u007f\u007f"),
            Map.entry("digit", "09"),
            Map.entry("graph", "!~"),
            Map.entry("lower", "az"),
            Map.entry("print", " ~"),
            Map.entry("punct", "!/:@[`{~"),
            Map.entry("space", "  \t\r"),
            Map.entry("upper", "AZ"),
            Map.entry("word", "AZaz09__"),
            Map.entry("xdigit", "AFaf09"));

    private static final String REGEX_OPERATORS = "-*+?.^${}(|)[]";

    /** Characters from the first to the last, both included. */
    private record Range(char first, char last) {
        boolean has(char c) {
            return first <= c && c <= last;
        }
    }

    private final String input;
    private final boolean negated;
    private final List<Range> ranges = new ArrayList<>();
    private final StringBuilder content = new StringBuilder();
    private boolean named;
    private int at;

    /** Starts at the opening bracket and reads up to the closing one. */
    BracketParser(String input, int open) {
        this.input = input;
        negated = input.startsWith("^", open + 1);
        at = open + (negated ? 2 : 1);
        int first = at;
        while (at == first || peek() != ']') {
            item();
        }
        at++;
    }

    /** Where the class ends: the position behind its closing bracket. */
    int end() {
        return at;
    }

    /** Whether the class uses a name such as {@code [:alpha:]}. */
    boolean isNamed() {
        return named;
    }

    /** The class; a class of plain characters also matches its own spelling, as file names may contain brackets. */
    Node node() {
        var members = List.copyOf(ranges);
        boolean hasSlash = named || content.indexOf("/") >= 0;
        Node one = new Node.One((text, index) -> {
            char c = text.charAt(index);
            boolean member = members.stream().anyMatch(range -> range.has(c));
            return negated ? !member && (hasSlash || c != '/') : member;
        });
        return isPlain() ? Node.choice(Node.literal("[" + content + "]"), one) : one;
    }

    private boolean isPlain() {
        return !negated && !named && content.chars().noneMatch(c -> REGEX_OPERATORS.indexOf(c) >= 0);
    }

    private void item() {
        if (input.startsWith("[:", at)) {
            namedClass();
            return;
        }
        char first = character();
        if (peek() == '-' && at + 1 < input.length() && input.charAt(at + 1) != ']') {
            at++;
            content.append('-');
            range(first);
        } else {
            ranges.add(new Range(first, first));
        }
    }

    private void range(char first) {
        if (input.startsWith("[:", at)) {
            throw new IllegalArgumentException("A named class cannot end a range in a glob");
        }
        char last = character();
        if (first > last) {
            throw new IllegalArgumentException("The range %c-%c in the glob is empty".formatted(first, last));
        }
        ranges.add(new Range(first, last));
    }

    private void namedClass() {
        int close = input.indexOf(":]", at + 2);
        String name = close < 0 ? "" : input.substring(at + 2, close);
        String ends = NAMED.get(name);
        if (ends == null) {
            throw new IllegalArgumentException("The glob names an unknown character class at %d".formatted(at));
        }
        for (int i = 0; i < ends.length(); i += 2) {
            ranges.add(new Range(ends.charAt(i), ends.charAt(i + 1)));
        }
        named = true;
        at = close + 2;
        if (peek() == '-' && !input.startsWith("-]", at)) {
            throw new IllegalArgumentException("A named class cannot start a range in a glob");
        }
    }

    private char character() {
        char c = peek();
        if (c == '\\') {
            c = GlobParser.escaped(input, at);
            at++;
        }
        at++;
        content.append(c);
        return c;
    }

    private char peek() {
        if (at >= input.length()) {
            throw new IllegalArgumentException("The glob has an unclosed [");
        }
        return input.charAt(at);
    }
}
