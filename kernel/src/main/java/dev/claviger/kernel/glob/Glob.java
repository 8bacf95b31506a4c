package dev.claviger.kernel.glob;

/**
 * A compiled glob in the dialect of picomatch 4 with default options.
 *
 * <ul>
 *   <li>{@code *} any run without a slash, {@code ?} one character but a slash; neither matches the dot at the start of a segment.
 *   <li>{@code **} crosses slashes when it is a whole segment; {@code a/**} matches {@code a} too. Elsewhere it is a {@code *}.
 *   <li>{@code [abc]}, {@code [a-z]}, {@code [^a]}, {@code [[:alpha:]]}; {@code [!a]} is a class of two characters, no negation.
 *   <li>{@code {a,b}} alternatives, {@code {1..3}} one character of the range; {@code (a|b)} a group.
 *   <li>{@code @(x)} once, {@code ?(x)} at most once, {@code +(x)} once or more, {@code *(x)} any number, {@code !(x)} anything but.
 *   <li>A leading {@code !} turns the answer; a backslash makes the next character ordinary; a leading {@code ./} is dropped.
 *   <li>A pattern that ends in a star or a class tolerates one slash at the end of the text. The empty text never matches, the text
 *       that equals the pattern always does.
 * </ul>
 *
 * <p><b>Differences.</b> picomatch hands what it does not know to the regular expressions of JavaScript. Such patterns mean something
 * that nobody who wrote them meant, so {@link #compile} refuses them instead of matching more than intended:
 *
 * <ul>
 *   <li>a backslash before a letter or digit ({@code \d} is a class there) or at the end, {@code (?}, an unescaped {@code "};
 *   <li>unbalanced or crossing brackets, {@code |} outside a group next to other operators, empty ranges in a class;
 *   <li>two dots in braces, but for {@code {a..c}} with single letters or digits ({@code {1..10}} is {@code [1-10]} there);
 *   <li>a quantifier without an operand or behind a negation; a group or {@code **} inside braces without a comma;
 *   <li>{@code +(…)} and {@code *(…)} with an empty alternative, one of wildcards alone, alternatives such as {@code a|aa}, or one
 *       repetition directly in another: these are plain text there, to avoid backtracking.
 * </ul>
 *
 * <p>A few patterns are read as they are written where picomatch stumbles. A run of {@code +}, {@code |}, {@code $} or {@code ^} in a
 * pattern without groups and slashes is text (there the second one is an operator). An escaped backslash stays one before any
 * character (there it may vanish before punctuation, or in runs of four). A dot is a dot also in patterns with a range, a named class
 * or {@code ***} (there it may become any character).
 *
 * <p>Time is bounded by the length of the pattern times the length of the text. Instances are immutable.
 */
public final class Glob {

    /** The longest pattern, in UTF-16 units. */
    public static final int MAX_LENGTH = 4096;

    private final String pattern;
    private final Program program;
    private final boolean negated;

    private Glob(String pattern, Program program, boolean negated) {
        this.pattern = pattern;
        this.program = program;
        this.negated = negated;
    }

    /**
     * Compiles a pattern.
     *
     * @throws IllegalArgumentException with a message for the author of the pattern when it is empty, too long, nested too deeply,
     *     malformed or outside the dialect
     */
    public static Glob compile(String pattern) {
        if (pattern.isEmpty() || pattern.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("A glob has 1 to %d characters".formatted(MAX_LENGTH));
        }
        var parsed = GlobParser.parse(pattern);
        return new Glob(pattern, new Program(parsed.node()), parsed.negated());
    }

    /** Returns a pattern that matches exactly the given text; for putting foreign text, such as a claim, into a pattern. */
    public static String escape(String text) {
        var escaped = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isOperator(c)) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }

    /** Whether the whole text matches. */
    public boolean matches(String text) {
        if (text.isEmpty()) {
            return false;
        }
        return text.equals(pattern) || (negated ? isOneLine(text) && !program.matches(text) : program.matches(text));
    }

    /** The pattern as it was given. */
    @Override
    public String toString() {
        return pattern;
    }

    /** The work of one match, for tests of its bound. */
    long steps(String text) {
        return program.steps(text);
    }

    private static boolean isOperator(char c) {
        return "\\*?+@!.,;|^$\"-()[]{}".indexOf(c) >= 0;
    }

    private static boolean isOneLine(String text) {
        return text.chars().noneMatch(c -> Node.isLineEnd((char) c));
    }
}
