package dev.claviger.kernel.glob;

import java.util.List;

/** A parsed glob: a regular expression without captures, plus checks that look ahead without consuming. */
sealed interface Node {

    /** Consumes one character that passes the test. */
    record One(CharTest test) implements Node {}

    /** Consumes nothing; the rest of the text must pass the test. The position may be the end of the text. */
    record Check(CharTest test) implements Node {}

    /** Consumes nothing; fails where the body matches what follows, up to the end of the text when {@code toEnd}. */
    record Not(Node body, boolean toEnd) implements Node {}

    record Sequence(List<Node> parts) implements Node {
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    record Choice(List<Node> branches) implements Node {
        public Choice {
            branches = List.copyOf(branches);
        }
    }

    record Repeat(Node body, boolean atLeastOnce) implements Node {}

    Node NOTHING = new Sequence(List.of());
    Node SLASH = literal('/');
    Node DOT = literal('.');

    /** Any character but a slash, the meaning of {@code ?}. */
    Node NOT_SLASH = new One((text, index) -> text.charAt(index) != '/');

    /** The {@code ?} at the start of a segment. */
    Node NOT_SLASH_OR_DOT = new One((text, index) -> text.charAt(index) != '/' && text.charAt(index) != '.');

    /** Any run without a slash, the meaning of {@code *}. */
    Node STAR = new Repeat(NOT_SLASH, false);

    /** Any run in which no segment starts with a dot, the meaning of {@code **} as a whole segment. */
    Node GLOBSTAR = new Repeat(new One(Node::staysVisible), false);

    Node NO_DOT = new Check((text, index) -> !has(text, index, '.'));
    Node END = new Check((text, index) -> index == text.length());
    Node SOME_CHARACTER = new Check((text, index) -> index < text.length() && !isLineEnd(text.charAt(index)));

    /** After a leading dot: the segment must not be {@code .} or {@code ..}. */
    Node NOT_A_DOT_NAME = new Check(
            (text, index) -> !endsSegment(text, index) && !(has(text, index, '.') && endsSegment(text, index + 1)));

    static Node literal(char expected) {
        return new One((text, index) -> text.charAt(index) == expected);
    }

    static Node literal(String expected) {
        return new Sequence(expected.chars().mapToObj(c -> literal((char) c)).toList());
    }

    static Node sequence(Node... parts) {
        return new Sequence(List.of(parts));
    }

    static Node choice(Node... branches) {
        return new Choice(List.of(branches));
    }

    static Node optional(Node body) {
        return choice(body, NOTHING);
    }

    static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029';
    }

    private static boolean staysVisible(String text, int index) {
        boolean hiddenHere = index == 0 && has(text, index, '.');
        boolean hiddenNext = has(text, index, '/') && has(text, index + 1, '.');
        return !hiddenHere && !hiddenNext && !isLineEnd(text.charAt(index));
    }

    private static boolean has(String text, int index, char expected) {
        return index < text.length() && text.charAt(index) == expected;
    }

    private static boolean endsSegment(String text, int index) {
        return index >= text.length() || text.charAt(index) == '/';
    }
}
