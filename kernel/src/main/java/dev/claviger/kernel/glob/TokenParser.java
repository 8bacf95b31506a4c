package dev.claviger.kernel.glob;

import static dev.claviger.kernel.glob.Node.END;
import static dev.claviger.kernel.glob.Node.GLOBSTAR;
import static dev.claviger.kernel.glob.Node.NOTHING;
import static dev.claviger.kernel.glob.Node.NOT_A_DOT_NAME;
import static dev.claviger.kernel.glob.Node.NO_DOT;
import static dev.claviger.kernel.glob.Node.SLASH;
import static dev.claviger.kernel.glob.Node.SOME_CHARACTER;
import static dev.claviger.kernel.glob.Node.STAR;
import static dev.claviger.kernel.glob.Node.choice;
import static dev.claviger.kernel.glob.Node.literal;
import static dev.claviger.kernel.glob.Node.optional;
import static dev.claviger.kernel.glob.Node.sequence;

import dev.claviger.kernel.glob.Frame.Piece;
import dev.claviger.kernel.glob.Frame.Suffix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads a pattern with slashes, groups, braces or classes.
 *
 * <p>What a star means depends on the token before it ({@link Kind}), so the kinds read so far are remembered.
 */
final class TokenParser {

    private static final int MAX_DEPTH = 32;
    private static final int MAX_NEGATIONS = 32;
    private static final Pattern RANGE = Pattern.compile("\\{([A-Za-z0-9])\\.\\.([A-Za-z0-9])}");
    private static final Pattern PLAIN_EXTENSION = Pattern.compile("\\.[^\\\\/.]+");

    private enum Kind {
        START,
        TEXT,
        SLASH,
        DOT,
        STAR,
        GLOBSTAR,
        QUESTION,
        BRACKET,
        BRACE,
        PARENTHESIS,
        COMMA,
        PLUS,
        AT,
        OPERATOR
    }

    private final String input;
    private final List<Kind> kinds = new ArrayList<>(List.of(Kind.START));
    private final Deque<Frame> frames = new ArrayDeque<>();
    private int at;
    private int braces;
    private int parentheses;
    private int negations;

    /** What the globstar just read becomes when its segment goes on. */
    private Node plainStar = NOTHING;

    private boolean opensWithGlobstar;
    private boolean guardsGlobstar;

    TokenParser(String input) {
        this.input = input;
        frames.push(new Frame('\0', 0));
    }

    GlobParser.Parsed parse() {
        boolean negated = readNegation();
        while (input.startsWith("./", at)) {
            at += 2;
        }
        if (at == input.length()) {
            throw new IllegalArgumentException("The glob has nothing to match");
        }
        return new GlobParser.Parsed(readAll(), negated);
    }

    private boolean readNegation() {
        boolean negated = false;
        while (input.startsWith("!", at) && !input.startsWith("!(", at)) {
            negated = !negated;
            at++;
        }
        return negated;
    }

    private Node readAll() {
        while (at < input.length()) {
            step(input.charAt(at));
        }
        if (frames.size() > 1) {
            throw refused("an unclosed " + (frame().isBrace() ? "{" : "("));
        }
        Node whole = frame().node();
        if (last() == Kind.STAR || last() == Kind.BRACKET) {
            whole = sequence(whole, optional(SLASH));
        }
        return opensWithGlobstar && guardsGlobstar ? sequence(NO_DOT, whole) : whole;
    }

    private void step(char c) {
        switch (c) {
            case '\\' -> escape();
            case '"' -> throw refused("a double quote; write \\\" for one");
            case '?', '+', '@', '!' -> operator(c);
            case '(' -> open('(', at + 1);
            case ')' -> closeParenthesis();
            case '[' -> bracket();
            case '{' -> brace();
            case '}' -> closeBrace();
            case '|' -> separate();
            case ',' -> comma();
            case '/' -> one(Kind.SLASH, c);
            case '.' -> dot();
            case '*' -> stars();
            default -> one(Kind.TEXT, c);
        }
    }

    // plain characters

    private void one(Kind kind, char c) {
        at++;
        push(kind, String.valueOf(c), literal(c), Suffix.ALLOWED);
    }

    private void escape() {
        char c = GlobParser.escaped(input, at);
        at++;
        switch (c) {
            case '/', ';' -> step(c);
            case '.' -> one(dotKind(), c);
            default -> {
                at++;
                push(Kind.TEXT, "\\" + c, literal(c), Suffix.ALLOWED);
            }
        }
    }

    private void dot() {
        if (braces > 0 && at > 0 && input.charAt(at - 1) == '.') {
            throw refused("a range whose ends are not single letters or digits");
        }
        one(dotKind(), '.');
    }

    private Kind dotKind() {
        boolean inText = braces + parentheses == 0 && last() != Kind.START && last() != Kind.SLASH;
        return inText ? Kind.TEXT : Kind.DOT;
    }

    private void bracket() {
        if (input.indexOf(']', at) < 0) {
            one(Kind.BRACKET, '[');
            return;
        }
        var brackets = new BracketParser(input, at);
        at = brackets.end();
        guardsGlobstar |= brackets.isNamed();
        boolean first = last() == Kind.START && brackets.isNamed();
        Node node = first ? sequence(SOME_CHARACTER, brackets.node()) : brackets.node();
        push(Kind.BRACKET, "[", node, Suffix.ALLOWED);
    }

    // operators that may open a group, quantify or be text

    private void operator(char c) {
        if (input.startsWith("(", at + 1)) {
            open(c, at + 2);
            return;
        }
        switch (c) {
            case '?' -> question();
            case '+' -> plus();
            default -> one(Kind.TEXT, c);
        }
    }

    private void question() {
        at++;
        if (last() == Kind.PARENTHESIS && !justOpened()) {
            if (input.startsWith("<", at)) {
                throw refused("?< behind a group");
            }
            quantify(Suffix.POINTLESS, Kind.TEXT, "?");
        } else {
            boolean first = last() == Kind.SLASH || last() == Kind.START;
            push(Kind.QUESTION, "?", first ? Node.NOT_SLASH_OR_DOT : Node.NOT_SLASH, Suffix.ALLOWED);
        }
    }

    private void plus() {
        boolean afterGroup = last() == Kind.BRACKET || last() == Kind.PARENTHESIS || last() == Kind.BRACE;
        if (!(last() == Kind.PARENTHESIS && justOpened()) && (afterGroup || parentheses > 0)) {
            at++;
            quantify(Suffix.REFUSED, Kind.PLUS, "+");
        } else {
            one(Kind.PLUS, '+');
        }
    }

    private void quantify(Suffix alsoFine, Kind kind, String value) {
        settle(kind);
        var pieces = frame().current();
        Suffix suffix = pieces.isEmpty() ? Suffix.REFUSED : pieces.getLast().suffix();
        if (suffix == Suffix.REFUSED || (suffix != Suffix.ALLOWED && suffix != alsoFine)) {
            throw refused(value + " without anything to repeat");
        }
        Piece operand = pieces.removeLast();
        Node repeated = suffix == Suffix.POINTLESS
                ? operand.node()
                : kind == Kind.PLUS ? new Node.Repeat(operand.node(), true) : optional(operand.node());
        push(kind, value, repeated, Suffix.REFUSED);
    }

    private boolean justOpened() {
        return frame().size() == 1 && frame().current().isEmpty();
    }

    // groups

    private void open(char operator, int body) {
        if (input.startsWith("?", body)) {
            throw refused("(?");
        }
        boolean first = frames.size() == 1 && last() == Kind.START;
        var opened = new Frame(operator, body);
        if (opened.isExtended()) {
            if (first) {
                frame().current().add(new Piece(SOME_CHARACTER, Suffix.REFUSED));
            }
            note(Kind.OPERATOR, String.valueOf(operator));
        } else if (operator == '@') {
            note(Kind.AT, "@");
        }
        note(Kind.PARENTHESIS, "");
        negations += operator == '!' ? 1 : 0;
        if (negations > MAX_NEGATIONS) {
            throw refused("more than %d negated groups".formatted(MAX_NEGATIONS));
        }
        parentheses++;
        enter(opened);
        at = body;
    }

    private void enter(Frame opened) {
        frames.push(opened);
        if (frames.size() > MAX_DEPTH) {
            throw refused("more than %d nested groups".formatted(MAX_DEPTH));
        }
    }

    private void closeParenthesis() {
        var closed = frame();
        if (!closed.isParenthesis()) {
            throw refused("a ) that closes nothing");
        }
        closed.endBranch(input, at);
        at++;
        note(Kind.PARENTHESIS, "");
        frames.pop();
        frame().hasGroups = true;
        frame().current().add(group(closed));
        parentheses--;
    }

    private Piece group(Frame closed) {
        return switch (closed.operator) {
            case '!' -> new Piece(negation(closed), Suffix.REFUSED);
            case '?' -> new Piece(optional(closed.node()), Suffix.POINTLESS);
            case '+', '*' -> repetition(closed);
            default -> new Piece(closed.node(), Suffix.ALLOWED);
        };
    }

    private Piece repetition(Frame closed) {
        if (closed.isTrapWhenRepeated()) {
            throw refused("a repeated group with empty, overlapping or repeated alternatives");
        }
        return new Piece(new Node.Repeat(closed.node(), closed.operator == '+'), Suffix.POINTLESS);
    }

    /** Anything but the group: up to the end of the text where the pattern ends, else as a prefix of what follows. */
    private Node negation(Frame closed) {
        String rest = input.substring(at);
        boolean crosses = closed.inner.length() > 1 && closed.inner.indexOf("/") >= 0;
        Node anything = crosses ? GLOBSTAR : STAR;
        if (closed.inner.indexOf("*") >= 0 && PLAIN_EXTENSION.matcher(rest).matches()) {
            Node extension = new TokenParser(rest).readAll();
            return sequence(new Node.Not(sequence(closed.node(), extension), false), anything);
        }
        boolean atEnd = crosses || rest.chars().allMatch(c -> c == ')');
        return sequence(new Node.Not(closed.node(), atEnd), anything);
    }

    private void brace() {
        var range = RANGE.matcher(input).region(at, input.length());
        if (range.lookingAt()) {
            at = range.end();
            braces++;
            push(
                    Kind.BRACE,
                    "",
                    between(range.group(1).charAt(0), range.group(2).charAt(0)),
                    Suffix.ALLOWED);
            braces--;
            guardsGlobstar = true;
            return;
        }
        braces++;
        note(Kind.BRACE, "{");
        enter(new Frame('{', at + 1));
        at++;
    }

    private static Node between(char one, char other) {
        char first = (char) Math.min(one, other);
        char last = (char) Math.max(one, other);
        return new Node.One((text, index) -> first <= text.charAt(index) && text.charAt(index) <= last);
    }

    private void closeBrace() {
        if (braces == 0) {
            one(Kind.TEXT, '}');
            return;
        }
        var closed = frame();
        if (!closed.isBrace()) {
            throw refused("a } inside a group that starts in the braces");
        }
        at++;
        note(Kind.BRACE, "}");
        frames.pop();
        frame().hasGroups |= closed.hasGroups;
        if (closed.hasComma) {
            frame().current().add(new Piece(closed.node(), Suffix.ALLOWED));
        } else {
            spell(closed);
        }
        braces--;
    }

    /** Braces without a comma are text, and what stands in them is a part of the pattern around. */
    private void spell(Frame closed) {
        if (closed.hasGroups || closed.size() > 1) {
            throw refused("a group inside braces without a comma");
        }
        var around = frame().current();
        around.add(new Piece(literal('{'), Suffix.ALLOWED));
        around.addAll(closed.current());
        around.add(new Piece(literal('}'), Suffix.ALLOWED));
    }

    private void separate() {
        if (frames.size() == 1) {
            throw refused("a | outside a group; write \\| for one");
        }
        note(Kind.TEXT, "|");
        frame().nextBranch(input, at);
        at++;
    }

    private void comma() {
        if (!frame().isBrace()) {
            one(Kind.COMMA, ',');
            return;
        }
        note(Kind.COMMA, ",");
        frame().hasComma = true;
        frame().nextBranch(input, at);
        at++;
    }

    // stars

    private void stars() {
        int run = 1;
        while (input.startsWith("*", at + run)) {
            run++;
        }
        boolean opensGroup = input.startsWith("(", at + run);
        frame().hasGroups |= run > 1;
        if (opensGroup && run == 1) {
            open('*', at + 2);
        } else if (opensGroup && (run == 2 || !mayCross())) {
            star(run - 1, false);
        } else if (run == 2 && mayCross()) {
            at += 2;
            globstar();
        } else {
            guardsGlobstar |= run > 2 && mayCross();
            star(run, run == 1);
        }
    }

    private void star(int run, boolean single) {
        Node guard = guard();
        Node node = single && !guard.equals(NOTHING) ? sequence(guard, SOME_CHARACTER, STAR) : sequence(guard, STAR);
        at += run;
        push(Kind.STAR, "*", node, Suffix.REFUSED);
    }

    /** What a star at this place must not match. */
    private Node guard() {
        return switch (last()) {
            case DOT -> NOT_A_DOT_NAME;
            case START, SLASH -> NO_DOT;
            default -> NOTHING;
        };
    }

    private boolean mayCross() {
        return switch (last()) {
            case START, SLASH, PARENTHESIS -> true;
            case COMMA, BRACE -> braces > 0;
            default -> false;
        };
    }

    private void globstar() {
        skipRepeatedGlobstars();
        Kind prior = last();
        Kind before = kinds.size() > 1 ? kinds.get(kinds.size() - 2) : Kind.START;
        boolean afterFolder = prior == Kind.SLASH && before != Kind.START;
        boolean more = input.startsWith("/", at);
        if (afterFolder && before != Kind.STAR && before != Kind.GLOBSTAR && isEnd()) {
            frame().current().removeLast();
            push(Kind.GLOBSTAR, "*", choice(sequence(SLASH, NO_DOT, GLOBSTAR), END), Suffix.REFUSED);
        } else if (afterFolder && more) {
            frame().current().removeLast();
            pushWithSlash(at + 1 < input.length() ? choice(folders(), SLASH, END) : choice(folders(), SLASH));
        } else if (prior == Kind.START && more) {
            opensWithGlobstar = true;
            pushWithSlash(choice(NOTHING, SLASH, sequence(GLOBSTAR, SLASH)));
        } else {
            plainStar = sequence(guard(), STAR);
            push(Kind.GLOBSTAR, "*", sequence(guard(), GLOBSTAR), Suffix.REFUSED);
        }
    }

    private static Node folders() {
        return sequence(SLASH, NO_DOT, GLOBSTAR, SLASH);
    }

    private void pushWithSlash(Node node) {
        push(Kind.GLOBSTAR, "*", node, Suffix.REFUSED);
        note(Kind.SLASH, "/");
        at++;
    }

    private void skipRepeatedGlobstars() {
        while (input.startsWith("/**", at) && (at + 3 == input.length() || input.charAt(at + 3) == '/')) {
            at += 3;
        }
    }

    private boolean isEnd() {
        boolean closersOnly = parentheses > 0 && input.substring(at).equals(")".repeat(parentheses));
        return at == input.length() || (closersOnly && frames.stream().noneMatch(frame -> frame.operator == '!'));
    }

    // bookkeeping

    private void push(Kind kind, String value, Node node, Suffix suffix) {
        note(kind, value);
        frame().current().add(new Piece(node, suffix));
        frame().hasGroups |= kind == Kind.GLOBSTAR;
    }

    private void note(Kind kind, String value) {
        settle(kind);
        frames.stream().filter(Frame::isExtended).findFirst().ifPresent(frame -> frame.inner.append(value));
        kinds.add(kind);
    }

    /** A globstar stays one only before a slash or at the end of its alternative. */
    private void settle(Kind next) {
        boolean stays = next == Kind.SLASH
                || next == Kind.PARENTHESIS
                || next == Kind.AT
                || (braces > 0 && (next == Kind.COMMA || next == Kind.BRACE));
        if (last() == Kind.GLOBSTAR && !stays) {
            frame().current().removeLast();
            frame().current().add(new Piece(plainStar, Suffix.REFUSED));
            kinds.set(kinds.size() - 1, Kind.STAR);
        }
    }

    private Kind last() {
        return kinds.getLast();
    }

    private Frame frame() {
        return frames.getFirst();
    }

    private IllegalArgumentException refused(String what) {
        return new IllegalArgumentException("The glob has %s, at %d".formatted(what, at));
    }
}
